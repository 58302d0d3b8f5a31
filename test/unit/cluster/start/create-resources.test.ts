import {describe, expect, test} from 'vitest';
import {createResources} from '../../../../src/cluster/start/create-resources.ts';
import {readCluster} from '../../../../src/cluster/state/cluster-state.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const signal = new AbortController().signal;
const plan = samplePlan({nodes: 2});

/** Creates what is missing in an engine that has these containers already; gives what was done. */
async function create(engine: FakeEngine, existing: Readonly<Record<string, ContainerState>> = {}): Promise<string[]> {
  for (const {container} of plan.nodes) {
    const state = existing[container.name];
    if (state) engine.addContainer(container.name, container.labels, state);
  }
  const state = await readCluster(engine.port, 'dev', {signal});
  await createResources(plan, state, {engine: engine.port, progress: recordProgress(), signal});
  return engine.done;
}

const of = (node: string, done: readonly string[]): string[] => done.filter((step) => step.includes(node) && !step.startsWith('volume'));

describe('a new cluster', () => {
  test('gets its volumes, the shared one last, before any container', async () => {
    const done = await create(new FakeEngine());
    expect(done.slice(0, 2).toSorted()).toEqual(['volume dev-control-plane-var', 'volume dev-worker-var']);
    expect(done[2]).toBe('volume dev-shared');
    expect(done.findIndex((step) => step.startsWith('create'))).toBe(3);
  });

  test('gets its files into each container before it starts', async () => {
    const engine = new FakeEngine();
    const done = await create(engine);
    for (const node of ['dev-control-plane', 'dev-worker']) {
      expect(of(node, done)).toEqual([`create ${node}`, `files ${node}`, `start ${node}`]);
    }
    expect(engine.files.get('dev-worker:/var/lib/flotilla/routes')).toBe('10.244.0.0/24 via 172.30.0.10\n');
  });
});

describe('a node that exists', () => {
  test.each([
    ['created', ['files dev-worker', 'start dev-worker']],
    ['exited', ['files dev-worker', 'start dev-worker']],
    ['running', ['files dev-worker', expect.stringMatching(/^exec dev-worker: .*flotilla-network/)]],
    ['paused', ['files dev-worker', 'unpause dev-worker', expect.stringMatching(/^exec dev-worker: .*flotilla-network/)]],
  ] as const)('and is %s is brought to run with its new files', async (state, expected) => {
    expect(of('dev-worker', await create(new FakeEngine(), {'dev-worker': state}))).toEqual(expected);
  });

  test('and does not apply its routes fails by name, with what it said', async () => {
    const engine = new FakeEngine({answer: () => ({exitCode: 1, stderr: Buffer.from('RTNETLINK: no\n')})});
    await expect(create(engine, {'dev-worker': 'running'})).rejects.toMatchObject({
      id: 'E_NODE',
      message: expect.stringContaining('dev-worker'),
      details: ['RTNETLINK: no'],
    });
  });
});
