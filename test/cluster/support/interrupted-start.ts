import {createInterface} from 'node:readline';
import {setTimeout as delay} from 'node:timers/promises';
import {expect} from 'vitest';
import {followSteps} from './engine-events.ts';
import {isReady, type KubeList, type NodeObject} from './kube-types.ts';
import {spawnCli} from './run-cli.ts';
import type {TestCluster} from './test-cluster.ts';

const nodes = ['-n', '2'] as const;

/** Starts two nodes and gives the names of all steps that the engine took. */
export async function stepsOfStart(cluster: TestCluster): Promise<string[]> {
  const steps: string[] = [];
  await using _events = followSteps(cluster.profile, (step) => steps.push(step));
  await cluster.start(...nodes);
  return steps;
}

/** Runs the command line, a start of two nodes unless told, and kills it as `kill -9` does when the engine takes this step. */
export async function killAtStep(cluster: TestCluster, wanted: string, args = cluster.startArgs(...nodes)): Promise<void> {
  const cli = spawnCli(args, {env: cluster.env});
  await using _events = followSteps(cluster.profile, (step) => {
    if (step === wanted) cli.kill('SIGKILL');
  });
  const {signal, stderr} = await cli;
  expect(signal, `${args[0]} was to be killed at "${wanted}"\n${stderr}`).toBe('SIGKILL');
}

interface CliEvent {
  readonly name: string;
  readonly status: string;
}

/** Starts two nodes, sends a signal so many milliseconds after a step of its JSON output, and gives how it ended. */
export async function interruptAtEvent(
  cluster: TestCluster,
  {event, afterMs = 0, kill}: {readonly event: string; readonly afterMs?: number; readonly kill: 'SIGKILL' | 'SIGINT'},
): Promise<{readonly exitCode: number | undefined; readonly signal: string | undefined; readonly stdout: string}> {
  const cli = spawnCli([...cluster.startArgs(...nodes), '-o', 'json'], {env: cluster.env});
  createInterface({input: cli.stdout}).on('line', async (line) => {
    const {name, status} = JSON.parse(line) as CliEvent;
    if (`${name} ${status}` !== event) return;
    await delay(afterMs);
    cli.kill(kill);
  });
  const {exitCode, signal, stdout} = await cli;
  return {exitCode, signal, stdout};
}

/** A start after the interruption finishes the job. */
export async function expectStartFinishes(cluster: TestCluster): Promise<void> {
  await cluster.start(...nodes);
  const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
  expect(items.map((node) => [node.metadata.name, isReady(node)])).toEqual([
    [cluster.controlPlane, true],
    [`${cluster.profile}-worker`, true],
  ]);
  expect((await cluster.cli('kubectl', '--', 'get', '--raw', '/readyz')).stdout).toBe('ok');
}

/** Tries all items, `width` at a time, each with a profile of its own that is deleted afterwards; says what went wrong with which. */
export async function failuresOf<T>(
  items: readonly T[],
  width: number,
  makeCluster: () => TestCluster,
  attempt: (item: T, cluster: TestCluster) => Promise<void>,
): Promise<string[]> {
  const failures: string[] = [];
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      const cluster = makeCluster();
      await attempt(item, cluster).catch((error: unknown) => failures.push(`${JSON.stringify(item)}: ${String(error)}`));
      await cluster.close();
    }
  };
  await Promise.all(Array.from({length: width}, worker));
  return failures;
}
