import {execa} from 'execa';
import {expect} from 'vitest';
import {docker} from './docker.ts';
import {claim, podWithClaim, webObjects} from './kube-objects.ts';
import {internalAddress, isReady, type KubeList, type NodeObject} from './kube-types.ts';
import {report, type TestCluster} from './test-cluster.ts';
import {until} from './until.ts';

const webPorts = {nodePort: 30_081, hostPort: 8082};

interface Lease {
  readonly metadata: {readonly name: string};
  readonly spec: {readonly renewTime: string};
}

/** A web server behind a NodePort, and on each worker a pod that counts its starts in a volume. */
export async function deployWitnesses(cluster: TestCluster): Promise<void> {
  const counters = ['worker', 'worker2'].flatMap((role) => [
    claim(role),
    podWithClaim(role, `${cluster.profile}-${role}`, role, 'echo started >> /data/starts'),
  ]);
  await cluster.apply([...webObjects('web', webPorts), ...counters]);
  await cluster.kubectl('rollout', 'status', 'daemonset/web', '--timeout=60s');
  await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/worker', 'pod/worker2');
}

/** Addresses of the nodes by name, as Kubernetes and as the engine see them. */
export async function addresses(cluster: TestCluster): Promise<Readonly<Record<string, string>>> {
  const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
  const pairs = await Promise.all(
    items.map(async (node) => {
      const container = await docker(['inspect', '--format', addressFormat(cluster), node.metadata.name], {env: cluster.env});
      return [node.metadata.name, `${internalAddress(node)} ${container}`] as const;
    }),
  );
  return Object.fromEntries(pairs);
}

const addressFormat = ({profile}: TestCluster): string => `{{(index .NetworkSettings.Networks "${profile}").IPAddress}}`;

/** How often the pods on the workers have started, as their volumes tell. */
export async function starts(cluster: TestCluster): Promise<number[]> {
  const counts = ['worker', 'worker2'].map(
    async (role) => (await cluster.kubectl('exec', role, '--', 'cat', '/data/starts')).split('\n').length,
  );
  return Promise.all(counts);
}

/**
 * Does something to the nodes and waits until the cluster has come back by itself: every kubelet has shown itself since and says Ready, and the
 * NodePort answers on every node. Whether it came back as it was is checked too.
 */
export async function expectRecovery(cluster: TestCluster, what: string, upset: () => Promise<unknown>): Promise<void> {
  const before = await addresses(cluster);
  await upset();
  const upsetAt = new Date();
  const seconds = await until(`recovery after ${what}`, async () => {
    const [nodes, leases] = await Promise.all([
      cluster.get<KubeList<NodeObject>>('nodes'),
      cluster.get<KubeList<Lease>>('leases', '-n', 'kube-node-lease'),
    ]);
    const isFresh = ({spec}: Lease): boolean => new Date(spec.renewTime) > upsetAt;
    return nodes.items.every(isReady) && leases.items.length === nodes.items.length && leases.items.every(isFresh);
  });
  report(`${what}: nodes Ready after`, seconds);
  expect(await addresses(cluster)).toEqual(before);
  for (const address of Object.values(before)) {
    const url = `http://${address.split(' ')[0]}:${webPorts.nodePort}/cgi-bin/who`;
    report(`${url} answers after further`, await until(url, async () => / web-/.test(await get(url, cluster.prefix))));
  }
}

/** Asks from where the cluster's engine is. */
async function get(url: string, prefix: readonly string[]): Promise<string> {
  const script = 'fetch(process.argv[1], {signal: AbortSignal.timeout(2000)}).then((a) => a.text()).then(console.log)';
  const [program = '', ...words] = [...prefix, process.execPath, '-e', script, url];
  return (await execa(program, words)).stdout;
}
