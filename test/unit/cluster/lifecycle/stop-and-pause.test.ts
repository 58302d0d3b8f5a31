import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeEach, describe, expect, it} from 'vitest';
import {helperLabels} from '../../../../src/cluster/helpers/helper-containers.ts';
import {label} from '../../../../src/cluster/labels.ts';
import {pauseCluster, unpauseCluster} from '../../../../src/cluster/pause/pause-cluster.ts';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {cancelScheduledStop, scheduleStop} from '../../../../src/cluster/scheduled-stop/schedule-stop.ts';
import {requireCluster} from '../../../../src/cluster/state/cluster-state.ts';
import {stopCluster} from '../../../../src/cluster/stop-cluster.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {sampleSpec} from '../status/sample-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-lifecycle-'));
afterAll(() => rmSync(folder, {recursive: true}));

const {signal} = new AbortController();
const left: string[] = [];
let engine: FakeEngine;
let deps: Parameters<typeof stopCluster>[1];

/** One control plane and a worker in these states. */
function given(...states: readonly ContainerState[]): void {
  for (const [index, node] of numberNodes('dev', sampleSpec('dev', 1).nodes).entries()) {
    engine.addContainer(node.name, nodeLabels('dev', node), states[index]);
  }
}

beforeEach(() => {
  left.length = 0;
  engine = new FakeEngine();
  deps = {
    engine: engine.port,
    paths: {data: folder, cache: folder},
    progress: silentProgress,
    signal,
    kubeconfig: {leave: async (name) => void left.push(name)},
  };
});

describe('stop', () => {
  it('stops what is up, thaws first what is frozen, and leaves the context', async () => {
    given('running', 'paused');
    engine.addContainer('dev-load-balancer', helperLabels('dev', 'load-balancer'));
    expect(await stopCluster({name: 'dev', keepContext: false}, deps)).toEqual(['dev-control-plane', 'dev-worker']);
    expect(engine.done.toSorted()).toEqual(['stop dev-control-plane', 'stop dev-load-balancer', 'stop dev-worker', 'unpause dev-worker']);
    expect(engine.done.indexOf('unpause dev-worker')).toBeLessThan(engine.done.indexOf('stop dev-worker'));
    expect(left).toEqual(['dev']);
  });

  it('keeps the context when told, and finds nothing to do a second time', async () => {
    given('running', 'exited');
    expect(await stopCluster({name: 'dev', keepContext: true}, deps)).toEqual(['dev-control-plane']);
    expect(await stopCluster({name: 'dev', keepContext: true}, deps)).toEqual([]);
    expect(left).toEqual([]);
  });

  it('makes a schedule pointless and removes it', async () => {
    given('running', 'running');
    await scheduleStop('dev', new Date(Date.now() + 60_000), deps);
    await stopCluster({name: 'dev', keepContext: true}, deps);
    expect(engine.done).toContain('remove container dev-scheduled-stop');
    expect(engine.done).not.toContain('stop dev-scheduled-stop');
  });
});

describe('pause and unpause', () => {
  it('freeze and thaw nodes, and change nothing a second time', async () => {
    given('running', 'running');
    expect(await pauseCluster('dev', deps)).toEqual(['dev-control-plane', 'dev-worker']);
    expect(await pauseCluster('dev', deps)).toEqual([]);
    expect(await unpauseCluster('dev', deps)).toEqual(['dev-control-plane', 'dev-worker']);
    expect(await unpauseCluster('dev', deps)).toEqual([]);
    expect(engine.done).toHaveLength(4);
  });

  it('freeze the rest of a cluster that is half frozen', async () => {
    given('paused', 'running');
    expect(await pauseCluster('dev', deps)).toEqual(['dev-worker']);
  });

  it.each([pauseCluster, unpauseCluster])('refuse a cluster that is stopped, and one that does not exist: %o', async (act) => {
    given('exited', 'created');
    await expect(act('dev', deps)).rejects.toMatchObject({id: 'E_NOT_RUNNING'});
    await expect(act('other', deps)).rejects.toMatchObject({id: 'E_CLUSTER_NOT_FOUND'});
  });
});

describe('a scheduled stop', () => {
  const at = new Date('2030-01-02T03:04:05.000Z');

  it('is a container of the cluster, and its time is part of the state', async () => {
    given('running', 'running');
    await scheduleStop('dev', at, deps);
    const state = await requireCluster(engine.port, 'dev', {signal});
    expect(state.stopAt).toEqual(at);
    expect(state.nodes.map(({name}) => name)).toEqual(['dev-control-plane', 'dev-worker']);
  });

  it('replaces the one before and can be cancelled, once', async () => {
    given('running', 'running');
    await scheduleStop('dev', new Date(0), deps);
    await scheduleStop('dev', at, deps);
    expect((await requireCluster(engine.port, 'dev', {signal})).stopAt).toEqual(at);
    expect(await cancelScheduledStop('dev', deps)).toBe(true);
    expect(await cancelScheduledStop('dev', deps)).toBe(false);
    expect((await requireCluster(engine.port, 'dev', {signal})).stopAt).toBeUndefined();
  });

  it('needs a cluster that runs', async () => {
    given('exited', 'exited');
    await expect(scheduleStop('dev', at, deps)).rejects.toMatchObject({id: 'E_NOT_RUNNING'});
    await expect(cancelScheduledStop('other', deps)).rejects.toMatchObject({id: 'E_CLUSTER_NOT_FOUND'});
  });

  it('is refused, and leaves nothing, where containers cannot reach the engine', async () => {
    engine = new FakeEngine({answer: () => ({exitCode: 7})});
    given('running', 'running');
    await expect(scheduleStop('dev', at, {...deps, engine: engine.port})).rejects.toMatchObject({id: 'E_ENGINE'});
    expect(await engine.containers.list({[label.part]: 'scheduled-stop'})).toEqual([]);
  });
});
