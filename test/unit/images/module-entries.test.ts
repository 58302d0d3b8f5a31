import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {componentsFor, readCatalogue} from '../../../src/images/catalogue.ts';
import {moduleEntries} from '../../../src/images/module-entries.ts';

const components = componentsFor(await readCatalogue(), 'v1.37.2', 'amd64');
const component = (wanted: string) => components.find(({name}) => name === wanted) as (typeof components)[number];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flotilla-module-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

it('takes what a program reads of its Go module, and leaves out what is for tests and for the compiler', async () => {
  for (const file of ['log/manifest.yml', 'log/config/log.yml', 'log/_meta/fields.yml', 'log/test/a.log', 'fields.go']) {
    await mkdir(join(root, 'filebeat/module/redis', dirname(file)), {recursive: true});
    await writeFile(join(root, 'filebeat/module/redis', file), file);
  }
  const entries = await moduleEntries(component('filebeat'), {moduleFolder: async () => root});
  expect(entries.map(({path, mode, content}) => [path, mode, content?.size])).toEqual([
    ['usr/share/filebeat/module/redis/log/config/log.yml', 0o644, 18],
    ['usr/share/filebeat/module/redis/log/manifest.yml', 0o644, 16],
  ]);
});

it('asks for no module where the image holds no files of it', async () => {
  expect(await moduleEntries(component('metricbeat'), {moduleFolder: () => Promise.reject(new Error('not wanted'))})).toEqual([]);
});

it('says so when the module is nowhere', async () => {
  await expect(moduleEntries(component('filebeat'), {})).rejects.toMatchObject({id: 'E_INTERNAL'});
});
