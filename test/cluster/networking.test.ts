import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {testFamilies} from './networking/families.ts';
import {testPolicies} from './networking/policies.ts';
import {busybox, webObjects} from './support/kube-objects.ts';
import {isReady, type KubeList, type NodeObject} from './support/kube-types.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';
import {webPorts} from './three-nodes/web.ts';

const tinyCni = join(import.meta.dirname, 'networking/tiny-cni.yaml');

async function serveWeb(cluster: TestCluster): Promise<void> {
  const [set, service] = webObjects('web', webPorts) as [object, {spec: object}];
  await cluster.apply([set, {...service, spec: {...service.spec, ipFamilyPolicy: 'PreferDualStack'}}]);
  await cluster.kubectl('rollout', 'status', 'daemonset/web', '--timeout=60s');
}

describe('a cluster of both families with nftables, networks of its own and NetworkPolicy', () => {
  const cluster = new TestCluster('dual');
  const networks = {
    pods: ['10.111.0.0/16', 'fd00:111::/56'],
    services: ['10.112.0.0/20', 'fd00:112::/112'],
    subnets: ['10.113.4.0/24', 'fd00:113::/64'],
  };

  beforeAll(async () => {
    const {pods, services, subnets} = networks;
    await cluster.start(
      ...['-n', '2', '--ip-family', 'dual', '--network-policy', '--kube-proxy-mode', 'nftables'],
      ...['--pod-cidr', pods.join(','), '--service-cidr', services.join(','), '--subnet', subnets.join(',')],
    );
    await serveWeb(cluster);
  });
  afterAll(() => cluster.close());

  describe('addresses', () => testFamilies(cluster, networks));
  describe('policies', () => testPolicies(cluster));
});

describe('a cluster of IPv6 alone', () => {
  const cluster = new TestCluster('six');

  beforeAll(async () => {
    await cluster.start('-n', '2', '--ip-family', 'ipv6');
    await serveWeb(cluster);
  });
  afterAll(() => cluster.close());

  testFamilies(cluster, {pods: ['fd00:10:244::/56'], services: ['fd00:10:96::/112']});
});

describe('a pod network of the user', () => {
  const cluster = new TestCluster('cni');
  const theNode = async (): Promise<NodeObject> => (await cluster.get<KubeList<NodeObject>>('nodes')).items[0]!;
  afterAll(() => cluster.close());

  test('is not waited for when it comes later', async () => {
    const {stderr} = await cluster.start('--cni', 'none', '--kube-proxy-mode', 'none');
    expect(stderr).toContain('NotReady until you install one');
    expect(isReady(await theNode())).toBe(false);
    await cluster.cli('kubectl', '--', 'apply', '-f', tinyCni);
    await until('the node to be ready', async () => isReady(await theNode()));
    expect((await cluster.start()).stderr).not.toContain('NotReady until you install one');
    expect(await cluster.kubectl('get', 'daemonsets', '-A', '-o', 'name')).toBe('daemonset.apps/tiny-cni');
    await cluster.delete();
  });

  test('is applied from a file, and pods have its addresses', async () => {
    await cluster.start('--cni', tinyCni, '--kube-proxy-mode', 'none');
    expect(isReady(await theNode())).toBe(true);
    expect(await cluster.kubectl('get', 'daemonsets', '-A', '-o', 'name')).toBe('daemonset.apps/tiny-cni');
    expect(await cluster.onNode(cluster.controlPlane, 'ls', '/etc/cni/net.d')).toBe('50-tiny.conflist');
    await cluster.kubectl('run', 'one', `--image=${busybox}`, '--', 'sleep', '100000');
    await cluster.kubectl('wait', 'pod/one', '--for=condition=Ready', '--timeout=60s');
    expect(await cluster.kubectl('get', 'pod', 'one', '-o', 'jsonpath={.status.podIP}')).toMatch(/^10\.244\.0\.\d+$/);
    // A later start finds everything and leaves it alone.
    await cluster.start();
    expect(isReady(await theNode())).toBe(true);
  });
});
