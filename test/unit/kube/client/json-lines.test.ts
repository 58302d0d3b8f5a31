import fc from 'fast-check';
import {expect, test} from 'vitest';
import {jsonLines} from '../../../../src/kube/client/json-lines.ts';
import {collect} from './collect.ts';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const size of [...sizes, bytes.length]) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

test('lines are read the same however the stream is cut, also within a letter', async () => {
  const values = fc.array(fc.record({text: fc.string({unit: 'grapheme'}), number: fc.integer()}), {maxLength: 5});
  await fc.assert(
    fc.asyncProperty(values, fc.array(fc.integer({min: 0, max: 20})), async (lines, sizes) => {
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      expect(await collect(jsonLines(cut(bytes, sizes)))).toEqual(lines);
    }),
  );
});

test('empty lines and an unfinished last one are left out', async () => {
  expect(await collect(jsonLines(cut(Buffer.from('{"a":1}\n\n \n{"b":'), [3])))).toEqual([{a: 1}]);
});
