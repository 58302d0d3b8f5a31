import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {persistentFile, systemSysctl} from '../../src/cluster/doctor/raise-limits.ts';
import {type DoctorInput, runDoctor} from '../../src/cluster/doctor/run-doctor.ts';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import type {Engine} from '../../src/engine/engine.ts';
import {findEndpoint} from '../../src/engine/find-endpoint.ts';
import {AppError} from '../../src/errors/app-error.ts';

const instances = join(systemSysctl.live, 'max_user_instances');
const watches = join(systemSysctl.live, 'max_user_watches');
const kept = join(systemSysctl.persistent, persistentFile);

let engine: Engine;
let before: {readonly instances: string; readonly watches: string; readonly kept: string | undefined};
beforeEach(async () => {
  engine = await createDockerEngine(await findEndpoint());
  before = {
    instances: await readFile(instances, 'utf8'),
    watches: await readFile(watches, 'utf8'),
    kept: await readFile(kept, 'utf8').catch(() => undefined),
  };
});
afterEach(async () => {
  await engine.close();
  await writeFile(instances, before.instances);
  await writeFile(watches, before.watches);
  if (before.kept === undefined) await rm(kept, {force: true});
  else await writeFile(kept, before.kept);
});

const doctor = (input: DoctorInput, isRoot = true) =>
  runDoctor(input, {connect: async () => engine, env: process.env, signal: AbortSignal.timeout(30_000), isRoot, sysctl: systemSysctl});

/** More nodes than the present limit carries, so that there is something to raise; nothing is ever lowered. */
const many = (): number => Number(before.instances);

it('examines this machine in less than a second', async () => {
  const started = performance.now();
  const checks = await doctor({fix: false});
  expect(performance.now() - started).toBeLessThan(1000);
  const states = Object.fromEntries(checks.map(({id, state}) => [id, state]));
  expect(states).toMatchObject({
    engine: 'ok',
    'engine-version': 'ok',
    capabilities: 'ok',
    cgroups: 'ok',
    kmsg: 'ok',
    clock: 'ok',
    'node-version': 'ok',
  });
  expect(checks.filter(({state}) => state === 'skipped')).toEqual([]);
});

it('raises the limit as root, now and for later boots, and finds nothing to do afterwards', async () => {
  const fixed = (await doctor({nodes: many(), fix: true})).find(({id}) => id === 'inotify-instances');
  const now = Number(await readFile(instances, 'utf8'));
  expect(now).toBeGreaterThan(Number(before.instances));
  expect(fixed).toMatchObject({state: 'fixed', remedy: []});
  expect(fixed?.found).toBe(
    `fs.inotify.max_user_instances was ${before.instances.trim()} and is ${now} now, and ${kept} sets it at each boot`,
  );
  expect(await readFile(kept, 'utf8')).toContain(`fs.inotify.max_user_instances = ${now}\n`);
  expect((await doctor({nodes: many(), fix: false})).find(({id}) => id === 'inotify-instances')?.state).toBe('ok');
});

it('changes nothing without --fix, nor without root', async () => {
  for (const [fix, isRoot] of [
    [false, true],
    [true, false],
  ] as const) {
    const check = (await doctor({nodes: many(), fix}, isRoot)).find(({id}) => id === 'inotify-instances');
    expect(check).toMatchObject({state: 'problem', error: 'E_HOST_LIMIT'});
    expect(check?.remedy[0]).toMatch(/^sudo sysctl -w fs\.inotify\.max_user_instances=\d+$/);
  }
  expect(await readFile(instances, 'utf8')).toBe(before.instances);
});

it('says what is wrong when no engine answers', async () => {
  const connect = (): Promise<Engine> => Promise.reject(new AppError('E_ENGINE_PERMISSION', 'You may not.', {hints: ['sudo usermod']}));
  const options = {connect, env: process.env, signal: AbortSignal.timeout(30_000), isRoot: true, sysctl: systemSysctl};
  const [check] = await runDoctor({fix: true}, options);
  expect(check).toMatchObject({id: 'engine', state: 'problem', error: 'E_ENGINE_PERMISSION', remedy: ['sudo usermod']});
});
