import {busybox} from '../support/kube-objects.ts';

/** A Deployment of pods that serve their names on port 8080, one on each node as far as there are nodes. */
export function replicas(name: string, count: number): object {
  const labels = {app: name};
  const script = 'mkdir /www && printf %s "$HOSTNAME" > /www/name && exec httpd -f -p 8080 -h /www';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {
      replicas: count,
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {
          terminationGracePeriodSeconds: 1,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'DoNotSchedule',
              // Nodes that are being emptied, or stand still, do not count.
              nodeTaintsPolicy: 'Honor',
              labelSelector: {matchLabels: labels},
            },
          ],
          containers: [
            {
              name: 'web',
              image: busybox,
              command: ['sh', '-c', script],
              readinessProbe: {httpGet: {path: '/name', port: 8080}, periodSeconds: 1},
            },
          ],
        },
      },
    },
  };
}

/** Forbids that fewer pods than this are available. */
export const budget = (name: string, minAvailable: number): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: {name},
  spec: {minAvailable, selector: {matchLabels: {app: name}}},
});
