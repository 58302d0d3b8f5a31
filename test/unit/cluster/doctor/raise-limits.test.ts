import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {raiseLimits, type SysctlPlaces} from '../../../../src/cluster/doctor/raise-limits.ts';

let places: SysctlPlaces;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flotilla-limits-'));
  places = {live: join(root, 'live'), persistent: join(root, 'sysctl.d')};
  await mkdir(places.live);
  await writeFile(join(places.live, 'max_user_instances'), '128\n');
  await writeFile(join(places.live, 'max_user_watches'), '8192\n');
});
afterEach(() => rm(root, {recursive: true, force: true}));

const live = (name: string): Promise<string> => readFile(join(places.live, name), 'utf8');

it('sets a limit now and for later boots, and says what it was', async () => {
  await mkdir(places.persistent);
  const file = join(places.persistent, '99-flotilla.conf');
  expect(await raiseLimits({max_user_instances: 512}, places)).toEqual([
    {name: 'max_user_instances', before: 128, now: 512, persistent: file},
  ]);
  expect(await live('max_user_instances')).toBe('512');
  expect(await live('max_user_watches')).toBe('8192\n');
  expect(await readFile(file, 'utf8')).toContain('\nfs.inotify.max_user_instances = 512\n');
});

it('keeps in our file the greater of two values, and others, and touches no other file', async () => {
  await mkdir(places.persistent);
  await writeFile(join(places.persistent, '10-theirs.conf'), 'fs.inotify.max_user_instances = 1\n');
  await writeFile(
    join(places.persistent, '99-flotilla.conf'),
    'fs.inotify.max_user_instances = 1024\nfs.inotify.max_user_watches = 9000\n',
  );
  await raiseLimits({max_user_instances: 512}, places);
  const text = await readFile(join(places.persistent, '99-flotilla.conf'), 'utf8');
  expect(text).toContain('max_user_instances = 1024\nfs.inotify.max_user_watches = 9000\n');
  expect(await readFile(join(places.persistent, '10-theirs.conf'), 'utf8')).toBe('fs.inotify.max_user_instances = 1\n');
  expect(await readdir(places.persistent)).toEqual(['10-theirs.conf', '99-flotilla.conf']);
});

it('never lowers a limit', async () => {
  await mkdir(places.persistent);
  expect(await raiseLimits({max_user_instances: 100, max_user_watches: 8192}, places)).toEqual([]);
  expect(await live('max_user_instances')).toBe('128\n');
  expect(await readdir(places.persistent)).toEqual([]);
});

it('says when nothing keeps the limit', async () => {
  expect(await raiseLimits({max_user_watches: 524_288}, places)).toEqual([{name: 'max_user_watches', before: 8192, now: 524_288}]);
});
