import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {findFreePort} from '../../src/network/free-port.ts';
import {Elasticsearch} from './beats/elasticsearch.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

type AddonList = Readonly<Record<string, {readonly state: string; readonly reason?: string} | undefined>>;

interface Pods {
  readonly items: readonly {
    readonly metadata: {readonly name: string};
    readonly status: {
      readonly containerStatuses?: readonly {readonly lastState: {readonly terminated?: {readonly reason: string}}}[];
    };
  }[];
}

/** All that run without a registry. */
const all = [
  'storage-provisioner',
  'metrics-server',
  'kube-state-metrics',
  'node-exporter',
  'registry',
  'ingress',
  'metallb',
  'volumesnapshots',
  'network-policy',
  'filebeat',
  'metricbeat',
  'packetbeat',
];

/** What programs of the node hold, in bytes; what the kernel only keeps of files is left out. */
const memoryOfNode = `awk '/^total_rss /{print $2}' /sys/fs/cgroup/memory/memory.stat 2>/dev/null || awk '/^anon /{print $2}' /sys/fs/cgroup/memory.stat`;

describe('all addons together, on one node of 3 GiB', () => {
  const elasticsearch = new Elasticsearch();
  const cluster = new TestCluster('together', {env: {ELASTICSEARCH_PASSWORD: elasticsearch.password}});

  beforeAll(async () => {
    await Promise.all([elasticsearch.start(), cluster.start('--memory', '3g')]);
  });
  afterAll(async () => {
    await cluster.close();
    await elasticsearch[Symbol.asyncDispose]();
  });

  async function run(command: string, ...args: readonly string[]): Promise<string> {
    const {exitCode, stdout, stderr} = await cluster.cli(command, ...args);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  /** Those that are not ready, and why. */
  async function lacking(): Promise<string[]> {
    const listed = JSON.parse(await run('addons list', '-o', 'json')) as AddonList;
    return all.filter((name) => listed[name]?.state !== 'ready').map((name) => `${name}: ${listed[name]?.reason ?? listed[name]?.state}`);
  }

  const untilReady = (): Promise<number> => until('all addons to be ready', async () => (await lacking()).length === 0);

  /** Containers that the kernel ended for want of memory. */
  async function starved(): Promise<string[]> {
    const {items} = await cluster.get<Pods>('pods', '-A');
    const ends = items.flatMap(({metadata, status}) =>
      (status.containerStatuses ?? []).map(({lastState}) => `${metadata.name}: ${lastState.terminated?.reason ?? ''}`),
    );
    return ends.filter((end) => end.endsWith('OOMKilled'));
  }

  test('become ready, and none ends for want of memory', async () => {
    const port = await findFreePort('127.0.0.1', 23_100, new Set());
    const settings = [`hostPort=${port}`, `ELASTICSEARCH_HOSTS=["${elasticsearch.url}"]`, `ELASTICSEARCH_USERNAME=${elasticsearch.user}`];
    await run(`addons enable ${all.join(' ')}`, ...settings.flatMap((setting) => ['--set', setting]));
    expect(await lacking()).toEqual([]);
    const used = Number(await cluster.onNode(cluster.controlPlane, 'sh', '-c', memoryOfNode));
    process.stderr.write(`  memory of the node with all addons: ${Math.round(used / 2 ** 20)} MiB\n`);
    expect(used).toBeLessThan(3 * 2 ** 30);
    expect(await starved()).toEqual([]);
  });

  test('come to a node that is added', async () => {
    await run('node add');
    const ready = 'jsonpath={.items[*].status.numberReady}';
    await until('a pod of each DaemonSet on both nodes', async () =>
      (await cluster.kubectl('get', 'daemonsets', '-A', '-o', ready)).split(' ').every((count) => count === '2'),
    );
    await untilReady();
  });

  test('outlast a stop', async () => {
    await run('stop');
    await cluster.start();
    await untilReady();
    expect(await starved()).toEqual([]);
  });

  test('go, all of them', async () => {
    await run(`addons disable ${all.join(' ')}`);
    const listed = JSON.parse(await run('addons list', '-o', 'json')) as AddonList;
    expect(all.filter((name) => listed[name]?.state !== 'off')).toEqual([]);
  });
});
