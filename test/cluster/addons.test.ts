import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {findFreePort} from '../../src/network/free-port.ts';
import {answersAtItsAddress, removeBalanced} from './addons/balanced.ts';
import {removeIngress, servesIngress} from './addons/ingress.ts';
import {pushAndPull, removePulled} from './addons/registry.ts';
import {answersSnapshots, removeSnapshots} from './addons/snapshots.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const kinds =
  'daemonsets,deployments,services,configmaps,secrets,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,apiservices,storageclasses,persistentvolumeclaims,persistentvolumes,namespaces,customresourcedefinitions,ingressclasses,csidrivers';

type AddonList = Readonly<Record<string, {readonly Status: string; readonly state: string} | undefined>>;

/** What this machine reaches the registry at. */
const registryPort = (await findFreePort('127.0.0.1', 23_000, new Set())) ?? 0;

/** Each addon, how its user sees that it works, what to enable it with, and what its user then takes away. */
const addons: readonly {
  readonly name: string;
  readonly flags?: readonly string[];
  works(cluster: TestCluster): Promise<boolean>;
  leave?(cluster: TestCluster): Promise<unknown>;
}[] = [
  {
    name: 'metrics-server',
    flags: ['--set', 'resolutionSeconds=10'],
    works: async (cluster) => {
      const nodes = await cluster.kubectl('top', 'nodes', '--no-headers');
      const pods = await cluster.kubectl('top', 'pods', '-n', 'kube-system', '--no-headers');
      return nodes.split('\n').filter(Boolean).length === 2 && pods.includes('metrics-server');
    },
  },
  {
    name: 'node-exporter',
    flags: ['--set', 'port=9109'],
    works: async (cluster) => {
      const answers = await Promise.all(
        [cluster.controlPlane, `${cluster.profile}-worker`].map((node) =>
          cluster.onNode(node, 'curl', '-sf', 'http://127.0.0.1:9109/metrics'),
        ),
      );
      return answers.every((answer) => answer.includes('node_load1 '));
    },
  },
  {
    name: 'kube-state-metrics',
    works: async (cluster) => {
      const path = '/api/v1/namespaces/kube-system/services/kube-state-metrics:http-metrics/proxy/metrics';
      return (await cluster.kubectl('get', '--raw', path)).includes(`kube_node_info{node="${cluster.controlPlane}"`);
    },
  },
  {
    name: 'registry',
    flags: ['--set', `hostPort=${registryPort}`],
    works: (cluster) => pushAndPull(cluster, registryPort),
    leave: removePulled,
  },
  {
    name: 'metallb',
    works: answersAtItsAddress,
    leave: removeBalanced,
  },
  {
    name: 'ingress',
    works: servesIngress,
    leave: removeIngress,
  },
  {
    name: 'volumesnapshots',
    works: answersSnapshots,
    leave: removeSnapshots,
  },
  {
    name: 'network-policy',
    works: async (cluster) =>
      (await cluster.kubectl('get', 'daemonset', 'kube-network-policies', '-n', 'kube-system')).includes('2         2'),
  },
];

describe('addons of a cluster of two nodes', () => {
  const cluster = new TestCluster('addons');
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flotilla-addons-'));
    await cluster.start('-n', '2', '--addons', 'kube-state-metrics');
  });
  afterAll(async () => {
    await cluster.close();
    await rm(folder, {recursive: true, force: true});
  });

  /** Names of objects of the kinds that addons make. */
  const objects = (): Promise<string> => cluster.kubectl('get', kinds, '-A', '-o', 'name');

  async function addon(command: string, ...args: readonly string[]): Promise<string> {
    const {exitCode, stdout, stderr} = await cluster.cli(`addons ${command}`, ...args);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  const listed = async (name: string) => (JSON.parse(await addon('list', '-o', 'json')) as AddonList)[name];
  const stateOf = async (name: string): Promise<string | undefined> => (await listed(name))?.state;

  /** The addons of the file that makes another cluster like this one. */
  async function exported(): Promise<readonly string[]> {
    const {exitCode, stdout, stderr} = await cluster.cli('config export', '-o', 'json');
    expect(exitCode, stderr).toBe(0);
    return (JSON.parse(stdout) as {addons: string[]}).addons;
  }

  test('are enabled by start, when it is told to', async () => {
    expect(await listed('kube-state-metrics')).toMatchObject({Status: 'enabled', state: 'ready'});
    expect(await listed('metrics-server')).toMatchObject({Status: 'disabled', state: 'off'});
    expect(await exported()).toEqual(['kube-state-metrics']);
    await addon('disable kube-state-metrics');
    expect(await stateOf('kube-state-metrics')).toBe('off');
    expect(await exported()).toEqual([]);
  });

  test.each(addons)('$name works, and leaves nothing behind', async ({name, flags = [], works, leave}) => {
    const before = await objects();
    expect(await addon(`enable ${name}`, ...flags)).toContain(`The '${name}' addon is enabled`);
    expect(await stateOf(name)).toBe('ready');
    await until(`${name} to work`, () => works(cluster));
    const generations = () => cluster.kubectl('get', 'daemonsets,deployments', '-A', '-o', 'jsonpath={.items[*].metadata.generation}');
    const enabled = [await objects(), await generations()];
    await addon(`enable ${name}`);
    expect([await objects(), await generations()]).toEqual(enabled);
    await leave?.(cluster);
    expect(await addon(`disable ${name}`)).toContain(`The '${name}' addon is disabled`);
    expect(await addon(`disable ${name}`)).toContain(`The '${name}' addon was not enabled`);
    // Volumes go after their claims.
    await until('all to be gone', async () => (await objects()) === before);
    expect(await stateOf(name)).toBe('off');
  });

  test.each([
    ['dashboard', 'dashboard'],
    ['csi-hostpath-driver', 'csi-hostpath-driver volumesnapshots'],
  ])('%s, whose images only registries have, is made and leaves nothing behind', async (name, made) => {
    const before = await objects();
    expect(await addon(`enable ${name}`, '--no-wait')).toContain(`The '${name}' addon is enabled`);
    expect(await listed(name)).toMatchObject({Status: 'enabled'});
    await addon(`disable ${made}`);
    await until('all to be gone', async () => (await objects()) === before);
  });

  test('storage-provisioner is there at first, goes, and comes again', async () => {
    expect(await stateOf('storage-provisioner')).toBe('ready');
    // Of what it makes later there is a record.
    const withoutRecord = async () => (await objects()).replace('configmap/flotilla-addons\n', '');
    const before = await withoutRecord();
    await addon('disable storage-provisioner');
    expect(await cluster.kubectl('get', 'storageclasses', '-o', 'name')).toBe('');
    await addon('enable storage-provisioner');
    expect(await stateOf('storage-provisioner')).toBe('ready');
    expect(await withoutRecord()).toBe(before);
  });

  test("a folder of the user's own is an addon; what a newer one has no more is removed, what the user made is not", async () => {
    const own = join(folder, 'my-addon');
    const map = (name: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {greeting: '\${greeting}', farewell: bye}\n`;
    await mkdir(own);
    await writeFile(
      join(own, 'addon.yaml'),
      'summary: Mine\nversion: v1\noptions:\n  greeting: {type: string, default: hello, summary: What it says}\n',
    );
    await writeFile(join(own, 'maps.yaml'), ['one', 'two', 'three'].map(map).join('---\n'));
    await cluster.kubectl('create', 'configmap', 'three', '--from-literal=greeting=mine');
    const {stderr} = await cluster.cli(`addons enable ${own}`, '--set', 'greeting=good day');
    expect(stderr).toContain('The ConfigMap "three" is there already and is left as it is.');
    const greeting = (name: string) => cluster.kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.greeting}');
    expect(await greeting('two')).toBe('good day');
    await writeFile(join(own, 'maps.yaml'), map('one').replace(', farewell: bye', ''));
    // As an earlier Flotilla made it, which called itself the same wherever it wrote.
    const renamed = JSON.stringify([{op: 'replace', path: '/metadata/managedFields/0/manager', value: 'flotilla'}]);
    await cluster.kubectl('patch', 'configmap', 'one', '--type=json', '-p', renamed);
    await addon(`enable ${own}`);
    expect(await cluster.kubectl('get', 'configmap', 'one', '-o', 'jsonpath={.data}')).toBe('{"greeting":"good day"}');
    await expect(greeting('two')).rejects.toThrow(/not found/);
    expect(await stateOf('my-addon')).toBe('ready');
    // What goes is what was made, whatever the addon has become since.
    await writeFile(join(own, 'maps.yaml'), map('four'));
    await addon('disable my-addon');
    await expect(greeting('one')).rejects.toThrow(/not found/);
    expect(await greeting('three')).toBe('mine');
  });

  test('a slip of the pen is told', async () => {
    const wrong = await cluster.cli('addons enable metrics-server', '--set', 'resolution=5');
    expect([wrong.exitCode, wrong.stderr]).toEqual([14, expect.stringContaining('resolutionSeconds')]);
    const unknown = await cluster.cli('addons enable metric-server');
    expect([unknown.exitCode, unknown.stderr]).toEqual([115, expect.stringContaining('"metric-server"')]);
  });
});
