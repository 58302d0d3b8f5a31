import {expect, it} from 'vitest';
import {nearest} from '../../../src/cli/nearest.ts';

const commands = ['start', 'stop', 'status', 'delete', 'node:add', 'version'];

it.each([
  ['strat', 'start'],
  ['stat', 'start'],
  ['delet', 'delete'],
  ['node:ad', 'node:add'],
  ['versions', 'version'],
  ['xyzzy', undefined],
  ['', undefined],
])('takes "%s" for %s', (word, meant) => {
  expect(nearest(word, commands)).toBe(meant);
});
