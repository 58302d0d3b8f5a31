import {expect, test} from 'vitest';
import {label} from '../../../../src/cluster/labels.ts';
import {followTunnel} from '../../../../src/cluster/tunnel/follow-tunnel.ts';
import {readTunnel} from '../../../../src/cluster/tunnel/read-tunnel.ts';
import {expectClean, removeTunnel} from '../../../../src/cluster/tunnel/stop-tunnel.ts';
import {tunnelContainer} from '../../../../src/cluster/tunnel/tunnel-container.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const plan = samplePlan({nodes: 2});
const {signal} = new AbortController();
const unclean = 'not cleaned: services "web": connection refused\n';

/** An engine with a tunnel of a terminal. */
function engineWith(state: ContainerState, printed = ''): FakeEngine {
  const engine = new FakeEngine();
  const {name, labels} = tunnelContainer(plan.spec, 'i', {attached: true, server: 'https://172.30.0.2:6443'});
  engine.addContainer(name, labels, state, {id: 'second'});
  engine.printed.set('second', printed);
  return engine;
}

const stop = (engine: FakeEngine, options: {readonly only?: string}) =>
  removeTunnel('dev', {engine: engine.port, progress: silentProgress, signal}, options);

test('a tunnel of somebody else under the same name is left alone', async () => {
  const engine = engineWith('running');
  expect(await stop(engine, {only: 'first'})).toEqual({stopped: false});
  expect(engine.done).toEqual([]);
});

test('the own tunnel is told to end, and its container removed', async () => {
  const engine = engineWith('running');
  expect(await stop(engine, {only: 'second'})).toEqual({stopped: true});
  expect(engine.done).toEqual([expect.stringMatching(/^exec second: .*flotilla-tunnel quit$/), 'remove container dev-tunnel']);
});

test('a terminal that wakes and finds another tunnel does not follow it', async () => {
  const engine = engineWith('running');
  const states: unknown[] = [];
  await followTunnel(
    {container: 'first', onState: (state) => states.push(state), onBreak: (reason) => states.push(reason)},
    engine.port,
    signal,
  );
  expect(states).toEqual([]);
});

test('addresses that could not be taken out of Services are an error with the reason', async () => {
  const ended = await stop(engineWith('running', unclean), {});
  expect(ended).toEqual({stopped: true, left: 'services "web": connection refused'});
  expect(() => expectClean('dev', ended)).toThrow(
    expect.objectContaining({id: 'E_API', message: expect.stringMatching(/lead nowhere now: services "web": connection refused$/)}),
  );
  expect(() => expectClean('dev', {stopped: true})).not.toThrow();
});

test('the state of a tunnel that ended by itself tells what it left', async () => {
  const engine = engineWith('exited', unclean);
  engine.addNetwork({name: 'dev', labels: {}, subnet: '172.30.0.0/22'});
  engine.addContainer('dev-control-plane', {[label.cluster]: 'dev'});
  expect(await readTunnel('dev', {engine: engine.port, signal})).toMatchObject({
    state: 'stopped',
    until: 'terminal',
    problem: 'services "web": connection refused',
  });
});
