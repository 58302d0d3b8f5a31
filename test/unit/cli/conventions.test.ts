import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Manifest} from '../../../scripts/manifest.ts';

const manifestFile = join(import.meta.dirname, '../../../oclif.manifest.json');
const {commands} = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;

describe.each(Object.entries(commands))('%s', (_id, command) => {
  it('has a summary that is one sentence, a description and an example', () => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.description).toMatch(/\S/);
    expect(command.examples?.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(command.flags))('--%s is in kebab case, has a summary and can be set from the environment', (name, flag) => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(flag.summary).toMatch(/^[A-Z].*\.$/);
    expect(flag.env).toBe(`FLOTILLA_${name.replaceAll('-', '_').toUpperCase()}`);
  });
});
