import {expect, test} from 'vitest';
import {defaultKubernetesVersion} from '../../../src/images/default-version.ts';
import {dockerLines} from '../support/docker.ts';
import {internalAddress, isReady, type KubeList, type NodeObject} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';

export function testNodes(cluster: TestCluster): void {
  const nodes = [cluster.controlPlane, `${cluster.profile}-worker`, `${cluster.profile}-worker2`];

  test('are three, Ready, with their roles, labels and planned pod CIDRs', async () => {
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    const seen = items.map((node) => ({
      name: node.metadata.name,
      ready: isReady(node),
      role: Object.keys(node.metadata.labels).filter((key) => key.startsWith('node-role.kubernetes.io/')),
      hostname: node.metadata.labels['kubernetes.io/hostname'],
      podCIDR: node.spec.podCIDR,
      taints: node.spec.taints ?? [],
    }));
    const node = (name: string, role: string, index: number): object => ({
      name,
      ready: true,
      role: [`node-role.kubernetes.io/${role}`],
      hostname: name,
      podCIDR: `10.244.${index}.0/24`,
      taints: [],
    });
    expect(seen).toEqual([node(nodes[0]!, 'control-plane', 0), node(nodes[1]!, 'worker', 1), node(nodes[2]!, 'worker', 2)]);
  });

  test('have the addresses of their containers', async () => {
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    for (const node of items) {
      const [address] = await dockerLines(
        'inspect',
        '--format',
        `{{(index .NetworkSettings.Networks "${cluster.profile}").IPAddress}}`,
        node.metadata.name,
      );
      expect(internalAddress(node), node.metadata.name).toBe(address);
    }
  });

  test('run the versions that they tell', async () => {
    const version = JSON.parse(await cluster.kubectl('version', '-o', 'json')) as {
      readonly clientVersion: {readonly gitVersion: string};
      readonly serverVersion: {readonly gitVersion: string};
    };
    expect(version.clientVersion.gitVersion).toBe(defaultKubernetesVersion);
    expect(version.serverVersion.gitVersion).toBe(defaultKubernetesVersion);
    expect(await cluster.onNode(cluster.controlPlane, 'kubelet', '--version')).toBe(`Kubernetes ${defaultKubernetesVersion}`);
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    expect(items.map(({status}) => status.nodeInfo.kubeletVersion)).toEqual(nodes.map(() => defaultKubernetesVersion));
  });

  test('a control plane takes ordinary pods', async () => {
    const [pod] = await podsOn(cluster, cluster.controlPlane);
    expect(pod).toMatch(/^web-/);
  });

  test('DNS and storage are available', async () => {
    for (const name of ['coredns', 'storage-provisioner']) {
      await cluster.kubectl('wait', '-n', 'kube-system', '--for=condition=Available', '--timeout=1s', `deployment/${name}`);
    }
    const classes = await cluster.get<KubeList<{metadata: {name: string; annotations: Record<string, string>}}>>('storageclass');
    const defaults = classes.items.filter(({metadata}) => metadata.annotations['storageclass.kubernetes.io/is-default-class'] === 'true');
    expect(defaults.map(({metadata}) => metadata.name)).toEqual(['standard']);
  });

  test('kube-proxy says how it works', async () => {
    for (const node of nodes) expect(await cluster.onNode(node, 'curl', '-s', 'http://127.0.0.1:10249/proxyMode')).toBe('iptables');
  });

  test('start again changes nothing', async () => {
    const ids = (): Promise<string[]> =>
      dockerLines('ps', '--no-trunc', '--filter', `name=^${cluster.profile}-`, '--format', '{{.ID}} {{.Status}}');
    const started = (await ids()).map((line) => line.split(' ')[0]);
    const {stdout} = await cluster.start('-o', 'json');
    expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toMatchObject({type: 'result', name: cluster.profile, created: false});
    expect((await ids()).map((line) => line.split(' ')[0])).toEqual(started);
  });
}

/** Names of the pods of namespace default on a node. */
async function podsOn(cluster: TestCluster, node: string): Promise<string[]> {
  const names = await cluster.kubectl('get', 'pods', '--field-selector', `spec.nodeName=${node}`, '-o', 'name');
  return names.split('\n').map((name) => name.replace('pod/', ''));
}
