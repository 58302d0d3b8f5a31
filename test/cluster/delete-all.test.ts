import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {PrivateEngine} from './support/private-engine.ts';
import {type CliResult, runCli} from './support/run-cli.ts';

/** An engine and a home of its own, for what is deleted here is all that there is. */
const engine = new PrivateEngine();
const home = mkdtempSync(join(tmpdir(), 't-delete-all-'));

beforeAll(async () => {
  await engine.openEmpty();
  for (const cluster of ['one', 'two']) {
    await engine.docker('network', 'create', `--label=dev.flotilla.cluster=${cluster}`, cluster);
    await engine.docker('volume', 'create', `--label=dev.flotilla.cluster=${cluster}`, `${cluster}-var`);
  }
  await engine.docker('volume', 'create', 'mine');
  mkdirSync(join(home, 'cache/binaries'), {recursive: true});
  writeFileSync(join(home, 'mine'), '');
});
afterAll(async () => {
  await engine.close();
  rmSync(home, {recursive: true});
});

const cli = (...words: readonly string[]): Promise<CliResult> =>
  runCli(words, {
    env: {...engine.env, FLOTILLA_HOME: home, XDG_CONFIG_HOME: join(home, 'config'), KUBECONFIG: join(home, 'kubeconfig')},
    prefix: engine.prefix,
  });
const volumes = async (): Promise<string[]> => (await engine.docker('volume', 'ls', '-q')).split('\n').toSorted();

it('refuses to purge while there are other clusters, and removes nothing', async () => {
  const {exitCode, stderr} = await cli('delete', '--purge', '-p', 'one');
  expect(exitCode).toBe(14);
  expect(stderr).toContain('Try: flotilla delete --all --purge');
  expect(await volumes()).toEqual(['mine', 'one-var', 'two-var']);
  expect(existsSync(join(home, 'cache/binaries'))).toBe(true);
});

it('removes all clusters and the folders of the user, says so, and touches nothing else', async () => {
  const {exitCode, stdout, stderr} = await cli('delete', '--all', '--purge');
  expect(exitCode, stderr).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'Removed all traces of the "one" cluster.',
    'Removed all traces of the "two" cluster.',
    `Removed ${join(home, 'data')}.`,
    `Removed ${join(home, 'cache')}.`,
  ]);
  expect(await volumes()).toEqual(['mine']);
  expect(await engine.docker('network', 'ls', '-q', '--filter', 'label=dev.flotilla.cluster')).toBe('');
  expect(['data', 'cache', 'mine'].filter((name) => existsSync(join(home, name)))).toEqual(['mine']);
});

it('is content when there is nothing left', async () => {
  expect(await cli('delete', '--all')).toMatchObject({exitCode: 0, stdout: 'There are no clusters.'});
});
