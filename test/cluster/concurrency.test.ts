import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {dockerLines} from './support/docker.ts';
import {isReady, type KubeList, type NodeObject} from './support/kube-types.ts';
import {type CliResult, runCli} from './support/run-cli.ts';
import {report, TestCluster} from './support/test-cluster.ts';

interface StartedEvent {
  readonly type: string;
  readonly created: boolean;
  readonly apiServer: string;
  readonly nodes: readonly {readonly address: string}[];
}

const resultOf = ({stdout}: CliResult): StartedEvent => JSON.parse(stdout.split('\n').at(-1) ?? '') as StartedEvent;

describe('two starts of one profile at once', () => {
  const cluster = new TestCluster('twice');
  afterAll(() => cluster.close());

  test('make one cluster: one waits until the other has finished', async () => {
    const start = (): Promise<CliResult> => runCli(cluster.startArgs('-n', '2', '-o', 'json'), cluster);
    const both = await Promise.all([start(), start()]);
    for (const {exitCode, stdout, stderr, seconds} of both) {
      expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
      report('one of two starts', seconds);
    }
    expect(both.map((result) => resultOf(result).created).toSorted()).toEqual([false, true]);
    const [first, second] = both.map((result) => resultOf(result));
    expect(first?.nodes).toEqual(second?.nodes);
    const waiting = both.filter(({stdout}) => /"note".*Waiting for another flotilla command/.test(stdout));
    expect(waiting).toHaveLength(1);
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    expect(items.map(isReady)).toEqual([true, true]);
  });

  test('a delete during a start waits too, and then removes all of it', async () => {
    const [started, deleted] = await Promise.all([cluster.start(), cluster.delete()]);
    expect([started.exitCode, deleted.exitCode]).toEqual([0, 0]);
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});

describe('two profiles at once', () => {
  const one = new TestCluster('one');
  const other = new TestCluster('other', {kubeconfig: one.kubeconfig});
  let results: readonly CliResult[] = [];

  beforeAll(async () => {
    results = await Promise.all([one, other].map((cluster) => cluster.start('-o', 'json')));
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
  });

  test('both succeed, with subnets and ports of their own', async () => {
    const [first, second] = results.map(resultOf);
    expect(first?.apiServer).not.toBe(second?.apiServer);
    const format = '{{(index .IPAM.Config 0).Subnet}}';
    const subnets = await dockerLines('network', 'inspect', '--format', format, one.profile, other.profile);
    expect(new Set(subnets).size).toBe(2);
  });

  test('both are in the kubeconfig, and each entry leads to its own cluster', async () => {
    const file = parse(readFileSync(one.kubeconfig, 'utf8')) as {readonly contexts: readonly {readonly name: string}[]};
    expect(file.contexts.map(({name}) => name).toSorted()).toEqual([one.profile, other.profile].toSorted());
    for (const cluster of [one, other]) {
      const answer = await cluster.cli(
        'kubectl',
        '--',
        '--kubeconfig',
        cluster.kubeconfig,
        '--context',
        cluster.profile,
        'get',
        'nodes',
        '-o',
        'name',
      );
      expect(answer.stdout, answer.stderr).toBe(`node/${cluster.controlPlane}`);
    }
  });

  test('both are deleted at once without a trace', async () => {
    await Promise.all([one.delete(), other.delete()]);
    expect([...(await one.leftovers()), ...(await other.leftovers())]).toEqual([]);
  });
});
