import {expect, test} from 'vitest';
import {keepTunnel} from '../../../../src/cluster/tunnel/keep-tunnel.ts';
import {serverOf} from '../../../../src/cluster/tunnel/run-tunnel.ts';
import {configFile, tunnelContainer} from '../../../../src/cluster/tunnel/tunnel-container.ts';
import type {KubeApi} from '../../../../src/kube/kube-api.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const plan = samplePlan({nodes: 2});
/** What the fake engine says of all containers. */
const image = 'i';
const {signal} = new AbortController();
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const api = {apply: async () => ({}), get: async () => ({data: {token: base64('a token'), 'ca.crt': base64('PEM')}})} as unknown as KubeApi;

interface Existing {
  readonly attached?: boolean;
  readonly state?: 'running' | 'exited';
  readonly server?: string;
}

/** What keepTunnel does to the engine, with a tunnel there of this kind and state, or none. */
async function keep(wanted: boolean | undefined, existing?: Existing, ofImage = image) {
  const engine = new FakeEngine({answer: () => ({exitCode: 0, stdout: Buffer.from('{"ready":true,"followers":0,"services":[]}')})});
  if (existing) {
    const mark = {attached: existing.attached ?? false, server: existing.server ?? serverOf(plan.access)};
    const container = tunnelContainer(plan.spec, image, mark);
    engine.addContainer(container.name, container.labels, existing.state ?? 'running', container);
  }
  await keepTunnel({plan, image: ofImage, wanted}, api, {engine: engine.port, progress: silentProgress, signal});
  const done = engine.done.filter((line) => /^(create|start|remove)/.test(line)).map((line) => line.split(' ')[0]);
  return {done, config: engine.files.get(`dev-tunnel:${configFile}`)};
}

test('there is none unless it is wanted', async () => expect((await keep(undefined)).done).toEqual([]));

test('one that is wanted is made, and its token is in its file', async () => {
  const {done, config} = await keep(true);
  expect(done).toEqual(['remove', 'create', 'start']);
  expect(JSON.parse(config ?? '')).toMatchObject({
    server: serverOf(plan.access),
    token: 'a token',
    ca: 'PEM',
    ranges: [{first: '172.30.2.1', last: '172.30.3.254'}],
    attached: false,
  });
});

test('one that was to last is started again, wanted or not', async () => {
  expect((await keep(undefined, {state: 'exited'})).done).toEqual(['start']);
  expect((await keep(true, {state: 'exited'})).done).toEqual(['start']);
  expect((await keep(undefined, {})).done).toEqual([]);
});

test('one that knows another API server, or is of another image, is made anew', async () => {
  const anew = ['remove', 'create', 'start'];
  expect((await keep(undefined, {server: 'https://172.30.0.99:6443'})).done).toEqual(anew);
  expect((await keep(undefined, {}, 'flotilla/node:newer')).done).toEqual(anew);
});

test('that of a terminal is left alone while it runs, and not started again', async () => {
  expect((await keep(true, {attached: true})).done).toEqual([]);
  expect((await keep(undefined, {attached: true, state: 'exited'})).done).toEqual([]);
});

test('one that is not wanted any more is removed', async () => expect((await keep(false, {})).done).toEqual(['remove']));
