import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {busybox} from './support/kube-objects.ts';
import {internalAddress, type KubeList, type NodeObject, type PodObject} from './support/kube-types.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

/** What Kubernetes documents in its tutorial "Using Source IP". */
describe('source addresses, on three nodes', () => {
  const cluster = new TestCluster('source');
  const nodes = new Map<string, string>();
  let server: PodObject;
  let gateway = '';

  beforeAll(async () => {
    await cluster.start('--preset', 'source-ip');
    await cluster.kubectl('create', 'deployment', 'source-ip-app', '--image=registry.k8s.io/echoserver:1.10');
    await cluster.kubectl('rollout', 'status', 'deployment/source-ip-app', '--timeout=120s');
    for (const node of (await cluster.get<KubeList<NodeObject>>('nodes')).items) nodes.set(node.metadata.name, internalAddress(node) ?? '');
    server = (await cluster.get<KubeList<PodObject>>('pods', '-l', 'app=source-ip-app')).items[0] as PodObject;
    // The host's address in the cluster's network, which is the client's when the host asks.
    const {stdout} = await execa('ip', ['-j', 'route', 'get', nodes.get(server.spec.nodeName) ?? '']);
    gateway = (JSON.parse(stdout) as readonly {readonly prefsrc: string}[])[0]?.prefsrc ?? '';
  });
  afterAll(() => cluster.close());

  const others = (): string[] => [...nodes.keys()].filter((name) => name !== server.spec.nodeName);

  /** What a node puts in the place of the client's address: its own, or the one that its pods know it by. */
  const ofNodes = (): string[] => [...nodes.values(), ...[0, 1, 2].map((number) => `10.244.${number}.1`)];

  const expose = (name: string, type: string): Promise<string> =>
    cluster.kubectl('expose', 'deployment', 'source-ip-app', `--name=${name}`, '--port=80', '--target-port=8080', `--type=${type}`);

  const field = (service: string, path: string): Promise<string> =>
    cluster.kubectl('get', 'service', service, '-o', `jsonpath={.spec.${path}}`);

  const clientAddress = (answer: string): string | undefined => /client_address=(\S+)/.exec(answer)?.[1];

  /** The address that the server sees when this host asks; none when nothing answers. */
  async function seenFromHost(address: string, port: string): Promise<string | undefined> {
    const {stdout} = await execa('curl', ['-s', '--connect-timeout', '2', '--max-time', '20', `http://${address}:${port}/`], {
      reject: false,
    });
    return clientAddress(stdout);
  }

  test('kube-proxy says its mode on port 10249 of every node', async () => {
    for (const node of nodes.keys()) expect(await cluster.onNode(node, 'curl', '-s', 'http://localhost:10249/proxyMode')).toBe('iptables');
  });

  test('a ClusterIP shows the pod that asks, on the same node and on another', async () => {
    await expose('clusterip', 'ClusterIP');
    const address = await field('clusterip', 'clusterIP');
    for (const [index, node] of [server.spec.nodeName, others()[0]].entries()) {
      const name = `client-${index}`;
      const spec = {nodeName: node, containers: [{name: 'main', image: busybox, command: ['sleep', '100000']}]};
      await cluster.apply([{apiVersion: 'v1', kind: 'Pod', metadata: {name}, spec: {...spec, terminationGracePeriodSeconds: 0}}]);
      await cluster.kubectl('wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s');
      const {status} = await cluster.get<PodObject>('pod', name);
      await until(`an answer for ${name}`, async () => {
        const answer = await cluster.kubectl('exec', name, '--', 'timeout', '5', 'wget', '-qO-', `http://${address}/`);
        expect(clientAddress(answer)).toBe(status.podIP);
        return true;
      });
    }
  });

  describe('a NodePort', () => {
    let port = '';
    beforeAll(async () => {
      await expose('nodeport', 'NodePort');
      port = await field('nodeport', 'ports[0].nodePort');
    });

    test('shows an address of the cluster by default, whatever node is asked', async () => {
      for (const [name, address] of nodes) {
        const seen = await firstAnswer(`an answer of ${name}`, () => seenFromHost(address, port));
        expect(ofNodes(), `asked ${name}`).toContain(seen);
      }
    });

    test('shows the client with the policy Local, and nodes without an endpoint do not answer', async () => {
      await cluster.kubectl('patch', 'service', 'nodeport', '-p', '{"spec":{"externalTrafficPolicy":"Local"}}');
      const own = nodes.get(server.spec.nodeName) ?? '';
      await until('the policy to hold', async () => (await seenFromHost(own, port)) === gateway);
      for (const node of others())
        await until(`${node} to be silent`, async () => (await seenFromHost(nodes.get(node) ?? '', port)) === undefined);
      // Now that the others are silent, the one with the endpoint must still answer.
      expect(await seenFromHost(own, port)).toBe(gateway);
    });
  });

  describe('a LoadBalancer', () => {
    let address = '';
    beforeAll(async () => {
      await expose('loadbalancer', 'LoadBalancer');
      address = await firstAnswer('an address', async () => {
        const given = await cluster.kubectl('get', 'service', 'loadbalancer', '-o', 'jsonpath={.status.loadBalancer.ingress[0].ip}');
        return given === '' ? undefined : given;
      });
    });

    test('shows an address of the cluster by default', async () => {
      const seen = await firstAnswer('an answer', () => seenFromHost(address, '80'));
      expect(ofNodes()).toContain(seen);
    });

    test('shows the client with the policy Local; its healthCheckNodePort says which nodes have endpoints', async () => {
      await cluster.kubectl('patch', 'service', 'loadbalancer', '-p', '{"spec":{"externalTrafficPolicy":"Local"}}');
      await until('the client to be seen', async () => (await seenFromHost(address, '80')) === gateway);
      const port = await field('loadbalancer', 'healthCheckNodePort');
      const health = (node: string): Promise<string> =>
        cluster.onNode(node, 'curl', '-s', '-w', ' %{http_code}', `http://localhost:${port}/healthz`);
      const says = (node: string, endpoints: number, status: number): Promise<number> =>
        until(`${node} to say that it has ${endpoints}`, async () => {
          const answer = await health(node);
          return answer.endsWith(` ${status}`) && answer.includes(`"localEndpoints": ${endpoints}`);
        });
      await says(server.spec.nodeName, 1, 200);
      for (const node of others()) await says(node, 0, 503);
    });
  });
});

/** The first answer that there is. */
async function firstAnswer<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  let answer: T | undefined;
  await until(what, async () => {
    answer = await ask();
    return answer !== undefined;
  });
  return answer as T;
}
