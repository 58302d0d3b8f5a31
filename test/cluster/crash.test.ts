import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {expectStartFinishes, failuresOf, interruptAtEvent, killAtStep, stepsOfStart} from './support/interrupted-start.ts';
import {report, TestCluster} from './support/test-cluster.ts';

/** What the command line says of itself; the engine sees little of the time after the nodes have started. */
const events = [
  'Starting 2 nodes done',
  'Starting the control plane started',
  'Starting the control plane done',
  'Waiting for 2 nodes started',
  'Waiting for 2 nodes done',
];
const width = 2;
const makeCluster = (): TestCluster => new TestCluster('crash');

/** kill -9 at each step, each time on a cluster of its own. */
describe('a start that is killed', {timeout: 1_200_000}, () => {
  let steps: readonly string[] = [];

  beforeAll(async () => {
    const cluster = makeCluster();
    steps = await stepsOfStart(cluster);
    await cluster.close();
  });

  test('is finished by the next start, whichever step of the engine was its last', async () => {
    const wanted = steps.filter((step) => /#1$|extract-to-dir|exec_die/.test(step) && !/network connect|exec_create/.test(step));
    expect(wanted.length).toBeGreaterThan(14);
    const failures = await failuresOf(wanted, width, makeCluster, async (step, cluster) => {
      await killAtStep(cluster, step);
      await expectStartFinishes(cluster);
      process.stderr.write(`  finished after: ${step}\n`);
    });
    expect(failures).toEqual([]);
  });

  test('leaves nothing that delete does not remove, whichever step of the engine was its last', async () => {
    const failures = await failuresOf(steps, width, makeCluster, async (step, cluster) => {
      await killAtStep(cluster, step);
      await cluster.delete();
      expect(await cluster.leftovers()).toEqual([]);
      process.stderr.write(`  deleted after: ${step}\n`);
    });
    expect(failures).toEqual([]);
  });

  test('is finished by the next start, whatever it said last and whatever kubeadm was doing', async () => {
    const moments = [
      ...events.map((event) => ({event, afterMs: 0})),
      ...[500, 1500, 2500, 3500].map((afterMs) => ({event: 'Starting the control plane started', afterMs})),
    ];
    const failures = await failuresOf(moments, width, makeCluster, async (moment, cluster) => {
      const {signal} = await interruptAtEvent(cluster, {...moment, kill: 'SIGKILL'});
      expect(signal).toBe('SIGKILL');
      await expectStartFinishes(cluster);
      await cluster.delete();
      expect(await cluster.leftovers()).toEqual([]);
      process.stderr.write(`  finished after: ${moment.event} + ${moment.afterMs} ms\n`);
    });
    expect(failures).toEqual([]);
  });

  test('does not keep others waiting by its lock for long', async () => {
    const cluster = makeCluster();
    await killAtStep(cluster, 'network create on cluster #1');
    const {seconds} = await cluster.delete();
    report('delete after kill -9', seconds);
    expect(seconds).toBeLessThan(6);
    await cluster.close();
  });
});

describe('a delete that is killed', () => {
  const cluster = makeCluster();
  afterAll(() => cluster.close());

  test('is finished by the next one', async () => {
    await cluster.start();
    await killAtStep(cluster, 'container kill on control-plane #1', ['delete', '-p', cluster.profile]);
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});

describe('a start that is interrupted by Ctrl-C', () => {
  const cluster = makeCluster();
  afterAll(() => cluster.close());

  test('ends at once with exit code 130 and says so', async () => {
    const started = performance.now();
    const {exitCode, stdout} = await interruptAtEvent(cluster, {event: 'Starting the control plane started', kill: 'SIGINT'});
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toMatchObject({type: 'error', error: {id: 'E_INTERRUPTED', exitCode: 130}});
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test('is finished by the next start, even if another one died while it wrote the kubeconfig', async () => {
    writeFileSync(`${cluster.kubeconfig}.lock`, '');
    writeFileSync(`${cluster.kubeconfig}.flotilla.tmp`, cluster.profile);
    await expectStartFinishes(cluster);
  });

  test('is finished by the next start, even if the API server holds an address for a Service that it did not make', async () => {
    await cluster.kubectl('delete', '-n', 'kube-system', 'service/kube-dns', 'configmap/flotilla');
    const labels = {'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io'};
    await cluster.apply([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: {name: '10.96.0.10', labels},
        spec: {parentRef: {resource: 'services', namespace: 'kube-system', name: 'kube-dns'}},
      },
    ]);
    await expectStartFinishes(cluster);
  });

  test('leaves nothing behind once it is deleted', async () => {
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});
