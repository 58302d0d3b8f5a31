import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, expect, test} from 'vitest';
import {type ActionRun, type ActionStep, readAction, runAction} from '../fakes/actions-runner.ts';
import {leftovers} from './support/leftovers.ts';
import {report, TestCluster} from './support/test-cluster.ts';

const root = join(import.meta.dirname, '../..');
const action = readAction(join(root, 'action.yml'));
const cluster = new TestCluster('action');
const temp = mkdtempSync(join(tmpdir(), 'flotilla-runner-'));
afterAll(async () => {
  await cluster.close();
  rmSync(temp, {recursive: true, force: true});
});

const env = {...cluster.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`};

/** What the actions of others were given, by the steps' names. */
const uses: Record<string, Readonly<Record<string, string>>> = {};

/** Whoever runs these tests has set up this checkout; GitHub's own actions are not here. */
function replace({id, uses: other}: ActionStep, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  if (id === 'setup') return {};
  if (other === undefined) return undefined;
  uses[id] = given;
  return {};
}

async function run(inputs: Readonly<Record<string, string>>, jobStatus: 'success' | 'failure' = 'success'): Promise<ActionRun> {
  const started = performance.now();
  const done = await runAction(action, {inputs: {name: cluster.profile, ...inputs}, actionPath: root, temp, env, jobStatus, replace});
  report(`action ${JSON.stringify(inputs)}`, (performance.now() - started) / 1000);
  return done;
}

test('the steps of the action give a job a cluster, and keep its node image for the next one', async () => {
  const started = await run({nodes: '1', addons: 'metrics-server'});
  expect(started.failed, started.log).toEqual([]);
  expect(started.ran).toEqual(['setup', 'key', 'cache', 'image', 'start']);
  expect(started.log).toMatch(/^Started in .+\.$/m);
  expect(started.log).not.toContain('\u001b');
  expect(started.outputs).toMatchObject({name: cluster.profile, kubeconfig: cluster.kubeconfig});
  expect(uses['cache']?.['key']).toMatch(/^flotilla-node-default-\w+-[0-9a-f]{20}$/);
  const {stdout: contents} = await execa('tar', ['-xOf', join(uses['cache']?.['path'] ?? '', 'image.tar'), 'manifest.json']);
  expect(contents).toContain('flotilla/node:');
  // As a later step of the job sees it: what the action put into the environment, and nothing else of ours.
  const {stdout} = await execa('flotilla', ['kubectl', '--', 'get', 'nodes', '-o', 'name'], {env: {...env, ...started.env}});
  expect(stdout).toBe(`node/${cluster.controlPlane}`);
});

test('the next job has the image from the cache; a start that is refused fails the step, and leaves nothing', async () => {
  const name = `${cluster.profile}-other`;
  const refused = await run({name, preset: 'cii'});
  expect(refused.failed).toEqual(['start']);
  expect(refused.log).toContain('Loaded image');
  expect(refused.log).toContain('did you mean ci?');
  expect(refused.ran).toContain('delete');
  expect(await leftovers(name, cluster.kubeconfig)).toEqual([]);
});

test('the last step of a job that failed keeps the logs and deletes the cluster', async () => {
  const finished = await run({command: 'finish'}, 'failure');
  expect(finished.failed, finished.log).toEqual([]);
  expect(uses['upload']).toEqual({name: `flotilla-logs-test-0-${cluster.profile}`, path: finished.steps['logs']?.['archive']});
  expect(readFileSync(uses['upload']?.['path'] ?? '').subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect(await cluster.leftovers()).toEqual([]);
});
