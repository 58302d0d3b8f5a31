import {busybox} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';

interface Balanced {
  readonly status: {readonly loadBalancer: {readonly ingress?: readonly {readonly ip?: string}[]}};
}

const labels = {app: 'balanced'};
const objects = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'balanced', labels},
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'web',
          image: busybox,
          command: ['sh', '-c', 'mkdir /www && echo balanced > /www/index.html && httpd -f -p 8080 -h /www'],
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'balanced'},
    spec: {type: 'LoadBalancer', selector: labels, ports: [{port: 80, targetPort: 8080}]},
  },
];

/** Makes a Service of type LoadBalancer, and asks it at the address that it gets. */
export async function answersAtItsAddress(cluster: TestCluster): Promise<boolean> {
  await cluster.apply(objects);
  const {status} = await cluster.get<Balanced>('service', 'balanced');
  const [{ip = ''} = {}] = status.loadBalancer.ingress ?? [];
  if (ip === '') return false;
  const answer = await fetch(`http://${ip}`, {signal: AbortSignal.timeout(5000)});
  return (await answer.text()).trim() === 'balanced';
}

export const removeBalanced = (cluster: TestCluster): Promise<string> => cluster.kubectl('delete', 'pod/balanced', 'service/balanced');
