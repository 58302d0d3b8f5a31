import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {CheckedPreset} from '../../src/cluster/presets/check-preset.ts';
import {claim} from './support/kube-objects.ts';
import {type CliResult, runCli} from './support/run-cli.ts';
import {report, TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const cluster = new TestCluster('presets');
const programs = join(import.meta.dirname, '../../bin');
let started: CliResult;

beforeAll(async () => {
  started = await cluster.start('--preset', 'redis-configmap', '-o', 'json');
});
afterAll(() => cluster.close());

const check = (preset: string): Promise<CliResult> => cluster.cli('preset check', preset, '-o', 'json');
const found = async (preset: string): Promise<CheckedPreset> => JSON.parse((await check(preset)).stdout) as CheckedPreset;

/** Types the commands that were printed. */
async function obey(commands: readonly string[]): Promise<void> {
  const env = {...cluster.env, PATH: `${programs}:${process.env['PATH']}`};
  for (const command of commands) {
    const began = performance.now();
    await execa('sh', ['-ec', command], {env, stdin: 'ignore'});
    report(command, (performance.now() - began) / 1000);
  }
}

test('a cluster of a preset has what its tutorial runs, and start says so and how long it took', async () => {
  expect(JSON.parse(started.stdout.split('\n').at(-1) ?? '')).toMatchObject({
    type: 'result',
    nodes: [{name: cluster.controlPlane}],
    preset: {name: 'redis-configmap', tutorial: expect.stringContaining('configure-redis-using-configmap'), scaled: []},
    samples: ['redis'],
    seconds: expect.any(Number),
  });
  await cluster.kubectl('run', 'redis', '--image=redis:8.0.2', '--image-pull-policy=Never');
  await cluster.kubectl('wait', '--for=condition=Ready', 'pod/redis', '--timeout=90s');
  await until('redis answers', async () => (await cluster.kubectl('exec', 'redis', '--', 'redis-cli', 'ping')).trim() === 'PONG');
  expect(await check('redis-configmap')).toMatchObject({exitCode: 0});
});

test('what another tutorial needs besides is told, and the commands that are printed add it', async () => {
  const lacking = await check('external-ip');
  expect(lacking.exitCode, lacking.stderr).toBe(108);
  const {commands, error, lacks} = JSON.parse(lacking.stdout) as CheckedPreset & {readonly error: string};
  expect(error).toBe('E_PRESET_UNMET');
  expect(lacks.map(({what}) => what)).toEqual(['nodes', 'images', 'tunnel']);
  const text = await cluster.cli('preset check', 'external-ip');
  expect(text).toMatchObject({exitCode: 108, stdout: expect.stringContaining('To add it:'), stderr: '(E_PRESET_UNMET)'});
  await obey(commands);
  // The tunnel may be starting, which counts; a node that was added is Ready, but may be marked as not so for a moment after.
  await until('nothing lacks', async () => (await check('external-ip')).exitCode === 0);
});

test('where volumes have to be seen by every node, so are those of claims after the commands that are printed', async () => {
  const storage = async () => (await found('zookeeper')).lacks.find(({what}) => what === 'storage');
  await obey((await storage())?.commands ?? []);
  expect(await storage()).toBeUndefined();
  // The API server may learn of the class a moment later, and a claim keeps the one that it got.
  let claims = 0;
  await until('a claim to get the class', async () => {
    const name = `anywhere-${++claims}`;
    await cluster.apply([claim(name)]);
    return (await cluster.kubectl('get', 'pvc', name, '-o', 'jsonpath={.spec.storageClassName}')) === 'shared';
  });
  await cluster.kubectl('wait', 'pvc', `anywhere-${claims}`, '--for=jsonpath={.status.phase}=Bound', '--timeout=90s');
});

test('without a cluster, the way to one is shown, and a dry run tells what the preset would make here', async () => {
  const profile = `${cluster.profile}-none`;
  const absent = await runCli(['preset', 'check', 'guestbook-elk', '-p', profile], cluster);
  expect(absent).toMatchObject({exitCode: 85, stderr: expect.stringContaining(`flotilla start -p ${profile} --preset guestbook-elk`)});
  const plan = await runCli(['start', '-p', profile, '--preset', 'guestbook-elk', '-m', '3g', '--dry-run', '-o', 'json'], cluster);
  expect(plan.exitCode, plan.stdout).toBe(0);
  expect(JSON.parse(plan.stdout.split('\n').at(-1) ?? '')).toMatchObject({
    exists: false,
    preset: {name: 'guestbook-elk', samples: ['guestbook', 'redis'], scaled: [], next: [expect.stringContaining('addons enable beats')]},
    spec: {tunnel: true, addons: ['kube-state-metrics'], nodes: new Array(3).fill(expect.objectContaining({memory: 3072}))},
    sources: {nodes: 'preset', tunnel: 'preset', 'nodes[].memory': 'flag'},
  });
});
