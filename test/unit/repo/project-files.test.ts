import {globSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {projectFiles, repo} from './project-files.ts';

const read = (file: string): Promise<string> => readFile(join(repo, file), 'utf8');
const sources = projectFiles('src/**/*.ts');

it('finds the sources', () => {
  expect(sources).toContain('src/cli/main.ts');
  expect(sources.every((file) => !file.includes('node_modules'))).toBe(true);
});

it('has no file of src over 300 lines', async () => {
  const long: string[] = [];
  for (const file of sources) {
    const lines = (await read(file)).split('\n').length - 1;
    if (lines > 300) long.push(`${file}: ${lines}`);
  }
  expect(long).toEqual([]);
});

it('prints plain text: no emoji in src and bin', async () => {
  const decorated: string[] = [];
  for (const file of [...sources, ...projectFiles('bin/**')]) {
    if (/\p{Extended_Pictographic}|\uFE0F/u.test(await read(file))) decorated.push(file);
  }
  expect(decorated).toEqual([]);
});

it('names no host of a package registry, which every machine may have a mirror of its own for', async () => {
  const hosts = ['proxy.golang' + '.org', 'sum.golang' + '.org', 'registry.npmjs' + '.org', 'deb.debian' + '.org', 'pypi' + '.org'];
  const naming: string[] = [];
  for (const file of projectFiles()) {
    const text = await read(file);
    if (hosts.some((host) => text.includes(host))) naming.push(file);
  }
  expect(naming).toEqual([]);
});

it('has no empty folder below images, which git would not keep', () => {
  const entries = globSync(['images/**', 'images/**/.*'], {cwd: repo, withFileTypes: true});
  const filled = new Set(entries.map(({parentPath}) => parentPath));
  const empty = entries.filter((entry) => entry.isDirectory() && !filled.has(join(entry.parentPath, entry.name)));
  expect(empty.map(({parentPath, name}) => join(parentPath, name))).toEqual([]);
});

it('comes with the whole text of its licence', async () => {
  const [text, manifest] = await Promise.all([read('LICENSE'), read('package.json')]);
  expect((JSON.parse(manifest) as {license: string}).license).toBe('Apache-2.0');
  expect(text).toContain('Apache License');
  expect(text).toContain('Version 2.0, January 2004');
  expect(text).toContain('9. Accepting Warranty or Additional Liability.');
  expect(text).toContain('END OF TERMS AND CONDITIONS');
});

describe('package-lock.json', () => {
  interface Locked {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }

  it('has an entry for every optional package of every platform, without which `npm ci` refuses it', async () => {
    const {packages} = JSON.parse(await read('package-lock.json')) as {packages: Record<string, Locked>};
    const missing: string[] = [];
    for (const [path, {optionalDependencies = {}}] of Object.entries(packages)) {
      for (const name of Object.keys(optionalDependencies)) {
        if (!places(path, name).some((place) => place in packages)) missing.push(name);
      }
    }
    expect(missing).toEqual([]);
  });

  /** Where Node looks for `name` from the package at `path`, nearest first. */
  function places(path: string, name: string): string[] {
    const nearest = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
    const above = path.lastIndexOf('/node_modules/');
    if (path === '') return [nearest];
    return [nearest, ...places(above < 0 ? '' : path.slice(0, above), name)];
  }
});
