import {request} from 'node:http';
import {request as secureRequest} from 'node:https';
import {text} from 'node:stream/consumers';
import {busybox, whoServer} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const name = 'behind-ingress';
const labels = {app: name};

/** An Ingress for a host, of the default class unless told. */
const route = (host: string, ingressClassName?: string): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {name: host},
  spec: {
    ...(ingressClassName === undefined ? {} : {ingressClassName}),
    rules: [{host, http: {paths: [{path: '/', pathType: 'Prefix', backend: {service: {name, port: {number: 80}}}}]}}],
  },
});

const objects = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, labels},
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'web',
          image: busybox,
          command: ['sh', '-c', whoServer],
          readinessProbe: {httpGet: {path: '/cgi-bin/who', port: 8080}, periodSeconds: 1},
        },
      ],
    },
  },
  {apiVersion: 'v1', kind: 'Service', metadata: {name}, spec: {selector: labels, ports: [{port: 80, targetPort: 8080}]}},
  route('plain.example'),
  // Tutorials name the controller that is retired.
  route('older.example', 'nginx'),
];

/** Asks an application by the hosts of two Ingress objects at every node, with and without TLS, and by a host that no Ingress has. */
export async function servesIngress(cluster: TestCluster): Promise<boolean> {
  await cluster.apply(objects);
  const addresses = 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}';
  const nodes = (await cluster.kubectl('get', 'nodes', '-o', addresses)).split(' ');
  const known = nodes.flatMap((node) => [ask(node, 'plain.example'), ask(node, 'older.example'), ask(node, 'plain.example', true)]);
  const unknown = nodes.map((node) => ask(node, 'other.example'));
  return (
    (await Promise.all(known)).every(({status, body}) => status === 200 && body.endsWith(name)) &&
    (await Promise.all(unknown)).every(({status}) => status === 404)
  );
}

export const removeIngress = (cluster: TestCluster): Promise<string> =>
  cluster.kubectl('delete', `pod/${name}`, `service/${name}`, 'ingress/plain.example', 'ingress/older.example');

/** The controller has a certificate of its own making, which nobody trusts. */
function ask(node: string, host: string, secure = false): Promise<Answer> {
  const options = {host: node, path: '/cgi-bin/who', headers: {host}, timeout: 5000, rejectUnauthorized: false, servername: host};
  return new Promise((resolve, reject) => {
    const asking = secure ? secureRequest(options) : request(options);
    asking
      .on('response', (response) => {
        text(response).then((body) => resolve({status: response.statusCode ?? 0, body: body.trim()}), reject);
      })
      .on('error', reject)
      .on('timeout', () => asking.destroy(new Error(`${node} does not answer.`)))
      .end();
  });
}
