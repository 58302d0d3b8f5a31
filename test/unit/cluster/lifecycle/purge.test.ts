import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {purge} from '../../../../src/cluster/purge.ts';
import {lockImageBuild} from '../../../../src/cluster/state/cluster-lock.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';

const {signal} = new AbortController();
const common = {progress: silentProgress, signal};
let home: string;
let paths: {data: string; cache: string};
const configFolder = (): string => join(home, 'config');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-purge-'));
  paths = {data: join(home, 'data'), cache: join(home, 'cache')};
  mkdirSync(join(paths.cache, 'binaries'), {recursive: true});
  writeFileSync(join(home, 'mine'), '');
});
afterEach(() => rmSync(home, {recursive: true}));

it('removes the folders that there are and says which', async () => {
  expect(await purge({paths, configFolder: configFolder(), ...common})).toEqual([paths.data, paths.cache]);
  expect([paths.data, paths.cache, join(home, 'mine')].map((path) => existsSync(path))).toEqual([false, false, true]);
});

it("never removes the user's home or the root", async () => {
  await expect(purge({paths, configFolder: '/', ...common})).rejects.toMatchObject({id: 'E_USAGE'});
  await expect(purge({paths: {...paths, cache: homedir()}, configFolder: configFolder(), ...common})).rejects.toMatchObject({
    id: 'E_USAGE',
  });
  expect(existsSync(paths.cache)).toBe(true);
});

it('leaves everything while a node image is built', async () => {
  await using _lock = await lockImageBuild({paths, ...common, timeoutMs: 0});
  await expect(purge({paths, configFolder: configFolder(), ...common})).rejects.toMatchObject({id: 'E_LOCKED'});
  expect(existsSync(paths.cache)).toBe(true);
});
