import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {AddonSecret} from '../../../src/addons/addon-schema.ts';
import {secretValues} from '../../../src/addons/secret-values.ts';

const secret: AddonSecret = {
  name: 'access',
  namespace: 'default',
  keys: [
    {name: 'USER_NAME', summary: 'The user', hidden: false},
    {name: 'PASSWORD', summary: 'The password', hidden: true},
    {name: 'TOKEN', summary: 'A token', hidden: true},
  ],
  oneOf: [['USER_NAME', 'PASSWORD'], ['TOKEN']],
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-secret-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

describe('values of a Secret', () => {
  it('come from what is given, the environment and files, in this order, without the end of a line', async () => {
    await writeFile(join(folder, 'USER_NAME'), 'file\n');
    await writeFile(join(folder, 'PASSWORD'), 'file\r\n');
    await writeFile(join(folder, 'TOKEN'), 'file\n');
    const values = await secretValues(secret, {
      given: {USER_NAME: 'given'},
      env: {USER_NAME: 'env', PASSWORD: 'env\n', OTHER: 'x'},
      folder,
    });
    expect(values).toEqual({USER_NAME: 'given', PASSWORD: 'env', TOKEN: 'file'});
  });

  it('are asked for where the first set is not whole, hidden where they must be, and only what is missing', async () => {
    const asked: [string, boolean][] = [];
    const ask = async (question: string, hidden: boolean) => {
      asked.push([question, hidden]);
      return 'answer';
    };
    expect(await secretValues(secret, {given: {USER_NAME: 'me'}, env: {}, ask})).toEqual({USER_NAME: 'me', PASSWORD: 'answer'});
    expect(asked).toEqual([['The password (PASSWORD)', true]]);
  });

  it('are not asked for when a set is whole, nor taken when empty', async () => {
    const ask = () => Promise.reject(new Error('not wanted'));
    expect(await secretValues(secret, {given: {TOKEN: 't'}, env: {PASSWORD: ''}, ask})).toEqual({TOKEN: 't'});
  });
});
