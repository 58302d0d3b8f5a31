import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {addonSchema} from '../../../src/addons/addon-schema.ts';
import {checkValues, pairs, valuesFor, valuesOfFile} from '../../../src/addons/given-values.ts';
import type {Addon} from '../../../src/addons/read-addons.ts';

const folder = await mkdtemp(join(tmpdir(), 'flotilla-values-'));
afterAll(() => rm(folder, {recursive: true}));

const addon: Addon = {
  ...addonSchema.parse({
    summary: 's',
    version: 'v1',
    options: {port: {type: 'integer', default: 1, summary: ''}},
    secret: {name: 's', namespace: 'n', keys: [{name: 'PASSWORD', summary: '', hidden: true}], oneOf: [['PASSWORD']]},
  }),
  name: 'mine',
  objects: [],
};

it('values are for options or for a Secret; for nothing is a slip of the pen', () => {
  expect(valuesFor(addon, {port: 2, PASSWORD: 3, other: 4})).toEqual({options: {port: 2}, secret: {PASSWORD: '3'}});
  expect(() => checkValues([addon], {port: 2, PASSWORD: 'x'})).not.toThrow();
  expect(() => checkValues([addon], {prot: 2})).toThrow('There is no option "prot".');
});

it('words are KEY=VALUE, and a value may hold anything', () => {
  expect(pairs(['a=b=c\nd', 'e='])).toEqual({a: 'b=c\nd', e: ''});
  expect(() => pairs(['a'])).toThrow('--set KEY=VALUE');
});

it('a file of values is one map; no message shows a value', async () => {
  const file = join(folder, 'values.yaml');
  const read = async (text: string) => {
    await writeFile(file, text);
    return valuesOfFile(file);
  };
  expect(await read('port: 2\nPASSWORD: "x"\n')).toEqual({port: 2, PASSWORD: 'x'});
  expect(await read('')).toEqual({});
  for (const text of ['- hidden-word', 'PASSWORD: {a: hidden-word}', 'PASSWORD: "hidden-word\nx: [']) {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({id: 'E_CONFIG'});
    expect(JSON.stringify([(error as Error).message, error])).not.toContain('hidden-word');
  }
  await expect(valuesOfFile(join(folder, 'none'))).rejects.toMatchObject({id: 'E_FILE'});
});
