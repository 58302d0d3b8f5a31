import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import type {TestCluster} from '../../support/test-cluster.ts';
import {until} from '../../support/until.ts';
import {condition, Ensemble, type ServerName, servers, started} from './ensemble.ts';

const text = readFileSync(join(import.meta.dirname, 'zookeeper.yaml'), 'utf8');
const documents = (yaml: string): object[] => parseAllDocuments(yaml).map((document) => document.toJS() as object);

/** Servers that are asked more often than in the tutorial are known to be ready earlier. */
const askedMoreOften = (yaml: string): string =>
  yaml
    .replace(/(readinessProbe:.*?)initialDelaySeconds: 10/s, '$1periodSeconds: 2')
    .replace(/(livenessProbe:.*?)initialDelaySeconds: 10/s, '$1initialDelaySeconds: 20\n            periodSeconds: 5');

/**
 * "Running ZooKeeper", to its end; it wants four nodes and volumes that every node sees. The whole has the tutorial's own probes, and the update
 * that rolls through the servers too, which is six starts of a server.
 */
export function testZookeeper(cluster: TestCluster, {whole}: {readonly whole: boolean}): void {
  const ensemble = new Ensemble(cluster);
  const manifests = documents(whole ? text : askedMoreOften(text));

  beforeAll(async () => {
    await cluster.apply(manifests);
    await ensemble.rolledOut();
  });

  test('servers are made one after another, each on a node of its own', async () => {
    const pods = await ensemble.pods();
    expect(pods.map(({metadata}) => metadata.name)).toEqual(servers);
    expect(new Set(pods.map(({spec}) => spec.nodeName)).size).toBe(3);
    for (const [index, {metadata}] of pods.slice(1).entries())
      expect(Date.parse(metadata.creationTimestamp), metadata.name).toBeGreaterThanOrEqual(started(pods[index]!));
  });

  test.each(servers)('%s knows its name, its id and the others', async (server) => {
    const id = servers.indexOf(server) + 1;
    expect(await ensemble.exec(server, 'hostname')).toBe(server);
    expect(await ensemble.exec(server, 'hostname', '-f')).toBe(`${server}.zk-hs.default.svc.cluster.local`);
    expect(await ensemble.exec(server, 'cat', '/var/lib/zookeeper/data/myid')).toBe(String(id));
    const settings = (await ensemble.exec(server, 'cat', '/opt/zookeeper/conf/zoo.cfg')).split('\n');
    expect(settings).toEqual(
      expect.arrayContaining([
        'clientPort=2181',
        'dataDir=/var/lib/zookeeper/data',
        'syncLimit=5',
        ...servers.map((name, index) => `server.${index + 1}=${name}.zk-hs.default.svc.cluster.local:2888:3888`),
      ]),
    );
  });

  test('what is written on zk-0 is read on zk-1', async () => {
    expect(await ensemble.exec('zk-0', 'sh', '-c', 'zkCli.sh create /hello world 2>&1')).toContain('Created /hello');
    await ensemble.knows('zk-1', '/hello', 'world');
  });

  test('it is there when the StatefulSet was deleted and made again', async () => {
    await cluster.kubectl('delete', 'statefulset', 'zk');
    await cluster.kubectl('wait', 'pod', '-l', 'app=zk', '--for=delete', '--timeout=120s');
    await cluster.apply(manifests);
    await ensemble.rolledOut();
    // Servers that are Ready are still electing here.
    expect((await ensemble.exec('zk-2', 'zkCli.sh', 'get', '/hello')).split('\n').at(-1)).toBe('world');
    const claims = await cluster.kubectl('get', 'pvc', '-l', 'app=zk', '--no-headers');
    for (const server of servers) expect(claims).toMatch(new RegExp(`^datadir-${server} +Bound `, 'm'));
  });

  test('logs go to the standard output, and the process is that of the user zookeeper', async () => {
    const logging = await ensemble.exec('zk-0', 'cat', '/usr/etc/zookeeper/log4j.properties');
    expect(logging).toContain('zookeeper.console.threshold=INFO');
    expect((await cluster.kubectl('logs', 'zk-0', '--tail', '20')).split('\n')).toHaveLength(20);
    const processes = await ensemble.exec('zk-0', 'ps', '-elf');
    expect(processes).toMatch(/ zookeep\S* +1 +0 .* sh -c start-zookeeper /);
    expect(processes).toMatch(/ zookeep\S* +\d+ +1 .* java .*QuorumPeerMain/);
    expect(await ensemble.exec('zk-0', 'ls', '-ld', '/var/lib/zookeeper/data')).toMatch(/^drwx\S+ +\d+ zookeeper zookeeper /);
  });

  const testUpdate = (): void =>
    test('a change rolls through the servers, and is taken back', async () => {
      const cpu = (): Promise<string> =>
        cluster.kubectl('get', 'pod', 'zk-0', '-o', 'jsonpath={.spec.containers[0].resources.requests.cpu}');
      const patch = [{op: 'replace', path: '/spec/template/spec/containers/0/resources/requests/cpu', value: '0.3'}];
      await cluster.kubectl('patch', 'sts', 'zk', '--type=json', `-p=${JSON.stringify(patch)}`);
      await ensemble.rolledOut();
      expect(await cpu()).toBe('300m');
      expect((await cluster.kubectl('rollout', 'history', 'sts/zk')).match(/^\d+ /gm)).toHaveLength(2);
      await cluster.kubectl('rollout', 'undo', 'sts/zk');
      await ensemble.rolledOut();
      expect(await cpu()).toBe('500m');
    });
  if (whole) testUpdate();

  test.each([
    ['whose process ends', ['pkill', 'java']],
    ['that does not say that all is well', ['rm', '/opt/zookeeper/bin/zookeeper-ready']],
  ])('a server %s is started again', async (_which, command) => {
    const before = await ensemble.restarts('zk-0');
    await ensemble.exec('zk-0', ...command);
    await ensemble.ready('zk-0', before + 1);
    await ensemble.knows('zk-0', '/hello', 'world');
  });

  /** Moves every pod away from a node. */
  const drain = (node: string, timeout = '180s'): Promise<string> =>
    cluster.kubectl('drain', node, '--ignore-daemonsets', '--force', '--delete-emptydir-data', `--timeout=${timeout}`);

  test('nodes are drained as far as the disruption budget lets them', async () => {
    for (const server of servers) await ensemble.ready(server);
    expect(await cluster.kubectl('get', 'pdb', 'zk-pdb', '--no-headers')).toMatch(/^zk-pdb +N\/A +1 /);
    const [first, second, third] = await Promise.all(servers.map((server) => ensemble.nodeOf(server)));

    await drain(first!);
    await ensemble.ready('zk-0');
    const fourth = await ensemble.nodeOf('zk-0');
    expect([first, second, third]).not.toContain(fourth);

    await drain(second!);
    await until('zk-1 to find no node', async () => condition(await ensemble.pod('zk-1'), 'PodScheduled')?.reason === 'Unschedulable');

    await expect(drain(third!, '8s')).rejects.toThrow("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(await ensemble.nodeOf('zk-2')).toBe(third);
    await ensemble.knows('zk-0', '/hello', 'world');

    await cluster.kubectl('uncordon', first!);
    await onNode('zk-1', first!);
    await drain(third!);
    await cluster.kubectl('uncordon', second!);
    await onNode('zk-2', second!);
    await ensemble.knows('zk-2', '/hello', 'world');
    await cluster.kubectl('uncordon', third!);
  });

  async function onNode(server: ServerName, node: string): Promise<void> {
    await ensemble.ready(server);
    expect(await ensemble.nodeOf(server)).toBe(node);
  }
}
