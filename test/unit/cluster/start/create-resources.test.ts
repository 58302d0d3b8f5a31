import {describe, expect, test} from 'vitest';
import type {ClusterPlan} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberAddedNodes} from '../../../../src/cluster/plan/number-added-nodes.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {createResources, type Scope} from '../../../../src/cluster/start/create-resources.ts';
import {readCluster} from '../../../../src/cluster/state/cluster-state.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';
import {sampleFacts, samplePlan} from '../../../fakes/sample-plan.ts';

const signal = new AbortController().signal;
const plan = samplePlan({nodes: 2});

/** The same cluster after it has got a second control plane, and with it a balancer. */
function withSecondControlPlane(): ClusterPlan {
  const nodes = [...plan.nodes, ...numberAddedNodes('dev', plan.nodes, [plan.nodes[0]!.spec])];
  return planCluster({spec: plan.spec, nodes, image: 'flotilla/node:test', facts: sampleFacts, publicKey: 'k'});
}

/** Creates what is missing in an engine that has these containers already; gives what was done. */
async function create(
  engine: FakeEngine,
  existing: Readonly<Record<string, ContainerState>> = {},
  scope: Scope = {},
  wanted: ClusterPlan = plan,
): Promise<string[]> {
  if (Object.keys(existing).length > 0) engine.addNetwork(plan.network);
  for (const {container} of plan.nodes) {
    const state = existing[container.name];
    if (state) engine.addContainer(container.name, container.labels, state, container);
  }
  const state = await readCluster(engine.port, 'dev', {signal});
  await createResources(wanted, state, {engine: engine.port, progress: recordProgress(), signal}, scope);
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

describe('a command about some of the nodes', () => {
  test('starts those, and gives the others their files only', async () => {
    const states = {'dev-control-plane': 'running', 'dev-worker': 'exited'} as const;
    const done = await create(new FakeEngine(), states, {active: new Set(['dev-control-plane'])});
    expect(of('dev-worker', done)).toEqual(['files dev-worker']);
    expect(of('dev-control-plane', done)).toHaveLength(2);
  });

  test('does not make those anew that somebody removed', async () => {
    const done = await create(new FakeEngine(), {'dev-control-plane': 'running'}, {active: new Set(['dev-control-plane'])});
    expect(of('dev-worker', done)).toEqual([]);
  });
});

describe('a container that cannot stay as it is', () => {
  const running = {'dev-control-plane': 'running', 'dev-worker': 'running'} as const;
  const anew = (node: string): string[] => [`stop ${node}`, `remove container ${node}`, `create ${node}`, `files ${node}`, `start ${node}`];

  test('is made anew: the first control plane, when the balancer takes its port, which it gives up before', async () => {
    const grown = withSecondControlPlane();
    const done = await create(new FakeEngine(), running, {}, grown);
    expect(of('dev-control-plane', done).filter((step) => !step.includes('control-plane2'))).toEqual(anew('dev-control-plane'));
    expect(of('dev-load-balancer', done)).toEqual(['create dev-load-balancer', 'files dev-load-balancer', 'start dev-load-balancer']);
    expect(done.indexOf('create dev-load-balancer')).toBeGreaterThan(done.indexOf('remove container dev-control-plane'));
    expect(of('dev-worker', done)).not.toContain('create dev-worker');
  });

  test('is made anew when its network was', async () => {
    const engine = new FakeEngine();
    engine.addNetwork({...plan.network, id: 'another'});
    for (const {container} of plan.nodes) engine.addContainer(container.name, container.labels, 'running', container);
    const done = await create(engine);
    expect(of('dev-worker', done)).toEqual(anew('dev-worker'));
  });

  test('is made anew when that is asked for', async () => {
    const done = await create(new FakeEngine(), running, {replace: new Set(['dev-worker'])});
    expect(of('dev-worker', done)).toEqual(anew('dev-worker'));
    expect(of('dev-control-plane', done)).not.toContain('create dev-control-plane');
  });
});

describe('the load balancer', () => {
  test('that runs gets its configuration without being started again', async () => {
    const grown = withSecondControlPlane();
    const engine = new FakeEngine();
    engine.addNetwork(plan.network);
    const {container} = grown.balancer!;
    engine.addContainer(container.name, container.labels, 'running', container);
    const done = await create(engine, {}, {active: new Set()}, grown);
    expect(of('dev-load-balancer', done)).toEqual([
      'files dev-load-balancer',
      expect.stringMatching(/^exec dev-load-balancer: .*haproxy -c .* kill -USR2 1/),
    ]);
  });
});
