import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {label} from '../../../../src/cluster/labels.ts';
import type {ClusterPlan} from '../../../../src/cluster/plan/cluster-plan.ts';
import {readCluster, readClusters, requireCluster} from '../../../../src/cluster/state/cluster-state.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const signal = new AbortController().signal;

/** What the engine has when everything of a plan was made, or only these parts. */
function engineWith(
  plan: ClusterPlan,
  {network = true, shared = true, containers = plan.nodes.length, volumes = plan.nodes.length} = {},
  engine = new FakeEngine(),
): FakeEngine {
  if (network) engine.addNetwork(plan.network);
  if (shared) engine.addVolume(plan.sharedVolume);
  for (const {volume} of plan.nodes.slice(0, volumes)) engine.addVolume(volume);
  for (const {container} of plan.nodes.slice(0, containers).toReversed()) engine.addContainer(container.name, container.labels);
  return engine;
}

describe('what exists of a cluster', () => {
  test('is what the plan made of it', async () => {
    const plan = samplePlan({nodes: 3, memory: '2g', featureGates: ['A=true']});
    const state = await readCluster(engineWith(plan).port, 'dev', {signal});
    expect(state).toMatchObject({name: 'dev', complete: true, spec: plan.spec, network: {name: 'dev'}});
    expect(state?.nodes.map(({name, index, spec}) => ({name, index, spec}))).toEqual(
      plan.nodes.map(({name, index}) => ({name, index, spec: plan.spec.nodes[index]})),
    );
  });

  test('is nothing when nothing has its label', async () => {
    const engine = engineWith(samplePlan({name: 'other'}));
    expect(await readCluster(engine.port, 'dev', {signal})).toBeUndefined();
    await expect(requireCluster(engine.port, 'dev', {signal})).rejects.toMatchObject({
      id: 'E_CLUSTER_NOT_FOUND',
      hints: ['flotilla start -p dev creates it', 'flotilla list shows the clusters that exist: other'],
    });
  });

  test('is nothing when nothing at all exists, and of many others some are named', async () => {
    const engine = new FakeEngine();
    await expect(requireCluster(engine.port, 'dev', {signal})).rejects.toMatchObject({hints: ['flotilla start -p dev creates it']});
    for (const name of ['e', 'd', 'c', 'b', 'a']) engineWith(samplePlan({name}), {}, engine);
    await expect(requireCluster(engine.port, 'dev', {signal})).rejects.toMatchObject({
      hints: expect.arrayContaining(['flotilla list shows the clusters that exist: a, b, c and 2 more']),
    });
  });

  test('has its specification as long as either the network or the shared volume is there', async () => {
    const plan = samplePlan({nodes: 2});
    for (const parts of [{network: false}, {shared: false}]) {
      expect((await readCluster(engineWith(plan, parts).port, 'dev', {signal}))?.spec).toEqual(plan.spec);
    }
    const bare = await readCluster(engineWith(plan, {network: false, shared: false}).port, 'dev', {signal});
    expect(bare?.spec).toBeUndefined();
    expect(bare?.nodes).toHaveLength(2);
  });

  test('is complete once the shared volume, which is made last, exists', async () => {
    const plan = samplePlan({nodes: 3});
    expect((await readCluster(engineWith(plan, {shared: false, volumes: 2, containers: 0}).port, 'dev', {signal}))?.complete).toBe(false);
    expect((await readCluster(engineWith(plan, {containers: 0}).port, 'dev', {signal}))?.complete).toBe(true);
  });

  test('knows a node by its volume or by its container, in the order of the indices', async () => {
    const plan = samplePlan({nodes: 12});
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.nat(12), async (containers, volumes) => {
        const state = await readCluster(engineWith(plan, {containers, volumes}).port, 'dev', {signal});
        const known = Math.max(containers, volumes);
        expect(state?.nodes.map(({index}) => index)).toEqual(Array.from({length: known}, (_, index) => index));
        expect(state?.nodes.filter(({container}) => container).length).toBe(containers);
        expect(state?.nodes.filter(({volume}) => volume).length).toBe(volumes);
      }),
    );
  });
});

describe('all clusters', () => {
  test('are told apart and sorted', async () => {
    const engine = engineWith(samplePlan({name: 'two', nodes: 2}));
    engineWith(samplePlan({name: 'one', subnet: '10.9.0.0/22'}), {}, engine);
    const all = await readClusters(engine.port, {signal});
    expect(all.map(({name, nodes}) => [name, nodes.length])).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
    expect(all[0]?.spec?.networking.subnet).toBe('10.9.0.0/22');
  });

  test('include one whose specification cannot be read', async () => {
    const engine = engineWith(samplePlan({name: 'one'}));
    engine.addNetwork({
      name: 'new',
      subnet: '10.8.0.0/22',
      labels: {[label.cluster]: 'new', [label.spec]: '{"v":99,"name":"new","nodes":[]}'},
    });
    const all = await readClusters(engine.port, {signal});
    expect(all.map(({name, spec}) => [name, spec !== undefined])).toEqual([
      ['new', false],
      ['one', true],
    ]);
  });
});
