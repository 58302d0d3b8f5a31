import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {isAppError} from '../../../../src/errors/app-error.ts';

const folder = new URL('../../../fixtures/spec/', import.meta.url);
const fixtures = readdirSync(folder).map((fileName) => ({fileName, text: readFileSync(new URL(fileName, folder), 'utf8')}));
const named = (prefix: string) => fixtures.filter(({fileName}) => fileName.startsWith(prefix));

describe('files that are right', () => {
  test.each(named('valid-'))('$fileName is read', ({fileName, text}) => {
    const {nodes, apiServer} = readSpec({yaml: {text, fileName}, flags: {}});
    expect(nodes[0]?.role).toBe('control-plane');
    expect(apiServer.address).toBe('127.0.0.1');
  });
});

describe('files that are wrong', () => {
  test.each(named('invalid-'))('$fileName is refused with every problem and its place', ({fileName, text}) => {
    const expected = /# expect (?<id>\w+)\n(?<lines>(?:#.*\n)+)$/.exec(text)?.groups;
    const lines = expected?.['lines']
      ?.trimEnd()
      .split('\n')
      .map((line) => line.replace('#   ', `${fileName}:`));
    expect(failure(() => readSpec({yaml: {text, fileName}, flags: {}}))).toEqual({id: expected?.['id'], lines});
  });
});

/** The id and the lines of problems of an error. */
function failure(act: () => unknown): {id: string; lines: readonly string[]} | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {id: error.id, lines: error.details.length > 0 ? error.details : [error.message.replace(/\.$/, '')]};
  }
}
