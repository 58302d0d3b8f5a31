import {mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {cached} from '../../../src/images/cached.ts';
import {keptDays, pruneCache} from '../../../src/images/prune-cache.ts';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'flotilla-prune-'));
});
afterEach(() => rmSync(cache, {recursive: true, force: true}));

const make = async (path: string, content: string): Promise<void> => writeFileSync(path, content);
const age = (path: string, days: number): void => {
  const then = Date.now() / 1000 - days * 86_400;
  utimesSync(path, then, then);
};

test('what no build has used for long goes, files and folders; the rest and other folders stay', async () => {
  for (const folder of ['binaries/old', 'binaries/new', 'kubectl/v1.30.0', 'images']) mkdirSync(join(cache, folder), {recursive: true});
  writeFileSync(join(cache, 'binaries/old/kubelet'), '12345');
  writeFileSync(join(cache, 'images/old.tar'), '123');
  for (const old of ['binaries/old', 'images/old.tar', 'kubectl/v1.30.0']) age(join(cache, old), keptDays + 1);
  age(join(cache, 'binaries/new'), keptDays - 1);
  expect(await pruneCache(cache)).toEqual({entries: 2, bytes: 8});
  expect(readdirSync(join(cache, 'binaries'))).toEqual(['new']);
  expect(readdirSync(join(cache, 'images'))).toEqual([]);
  expect(readdirSync(join(cache, 'kubectl'))).toEqual(['v1.30.0']);
});

test('a use keeps an entry, however long ago it was made', async () => {
  const entry = join(cache, 'images/pause.tar');
  await cached(entry, (partial) => make(partial, 'image'));
  age(entry, keptDays + 1);
  await cached(entry, () => Promise.reject(new Error('it is there')));
  expect(await pruneCache(cache)).toEqual({entries: 0, bytes: 0});
});

test('a cache that is not there has nothing to prune', async () => {
  expect(await pruneCache(join(cache, 'absent'))).toEqual({entries: 0, bytes: 0});
});
