import {busybox, whoServer} from '../support/kube-objects.ts';

/** Replicas of a web server that says who asks; they end so late that nobody still asks them. */
export function webDeployment(name: string, replicas: number, nodeName?: string): object {
  const labels = {app: name};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {
      replicas,
      selector: {matchLabels: labels},
      // A server that moves is there before it is gone.
      strategy: {rollingUpdate: {maxSurge: replicas, maxUnavailable: 0}},
      template: {
        metadata: {labels},
        spec: {
          terminationGracePeriodSeconds: 20,
          ...(nodeName === undefined ? {} : {nodeSelector: {'kubernetes.io/hostname': nodeName}}),
          containers: [
            {
              name: 'web',
              image: busybox,
              command: ['sh', '-c', `mkdir -p /www; echo here > /www/page; ${whoServer}`],
              readinessProbe: {httpGet: {path: '/page', port: 8080}, periodSeconds: 1, timeoutSeconds: 5},
              lifecycle: {preStop: {sleep: {seconds: 8}}},
            },
          ],
        },
      },
    },
  };
}

/** A Service of type LoadBalancer for pods of that name, on port 80. */
export function balanced(name: string, spec: object = {}, app = name): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name},
    spec: {type: 'LoadBalancer', selector: {app}, ports: [{name: 'http', port: 80, targetPort: 8080}], ...spec},
  };
}

/** The cluster's DNS, which answers TCP and UDP. */
export const dnsService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'names', namespace: 'kube-system'},
  spec: {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    selector: {'k8s-app': 'kube-dns'},
    ports: [
      {name: 'udp', port: 53, protocol: 'UDP'},
      {name: 'tcp', port: 53, protocol: 'TCP'},
    ],
  },
};
