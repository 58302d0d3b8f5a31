import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {parseJars} from '../../../../src/images/samples/maven-jars.ts';
import {chosenSamples, readSamples, sampleNames} from '../../../../src/images/samples/read-samples.ts';

describe('the samples of this package', () => {
  test('are all valid, and no two have an image of the same name', async () => {
    const names = (await readSamples()).flatMap(({images}) => images.flatMap((image) => image.names));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('are all told of in their page', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/samples.md'), 'utf8');
    expect(sampleNames().filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test('with jars say which, each with its checksum', async () => {
    const withJars = (await readSamples()).filter(({jars}) => jars !== undefined);
    expect(withJars.map(({name}) => name)).toEqual(['cassandra']);
    for (const {folder} of withJars) {
      const lines = readFileSync(join(folder, 'jars.sha256'), 'utf8').trimEnd().split('\n');
      expect(parseJars(lines.join('\n'))).toHaveLength(lines.length);
      expect(existsSync(join(folder, 'pom.xml'))).toBe(true);
    }
  });

  test('are chosen by name, each once; a name that there is not is refused with those that there are', async () => {
    expect((await chosenSamples(['redis', 'nginx', 'redis'])).map(({name}) => name)).toEqual(['redis', 'nginx']);
    await expect(chosenSamples(['redis', 'rediss'])).rejects.toMatchObject({
      id: 'E_USAGE',
      message: `There is no sample "rediss". The samples are ${sampleNames().join(', ')}.`,
    });
  });
});

describe('a sample', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'samples-'));
  });
  afterEach(() => rmSync(folder, {recursive: true}));

  const write = (name: string, text: string): void => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'sample.yaml'), text);
  };

  test('is a folder with sample.yaml', async () => {
    mkdirSync(join(folder, 'other'));
    write('one', 'summary: One.\nimages: [{names: [docker.io/library/one:1]}]');
    expect(sampleNames(folder)).toEqual(['one']);
    expect(await readSamples(folder)).toMatchObject([{name: 'one', base: 'debian', packages: [], folder: join(folder, 'one')}]);
  });

  test.each([
    ['a short name', 'summary: One.\nimages: [{names: [one]}]', 'whole name'],
    ['no image', 'summary: One.\nimages: []', 'images'],
    ['a word that is not known', 'summary: One.\npackage: [x]\nimages: [{names: [docker.io/library/one:1]}]', 'package'],
  ])('with %s is refused', async (_what, text, detail) => {
    write('one', text);
    const failure = await readSamples(folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({id: 'E_CONFIG'});
    expect((failure as {details: readonly string[]}).details.join('\n')).toContain(detail);
  });
});
