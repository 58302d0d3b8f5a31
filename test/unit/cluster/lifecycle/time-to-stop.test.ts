import {expect, it} from 'vitest';
import {formatGoDuration} from '../../../../src/cluster/scheduled-stop/time-to-stop.ts';

it.each([
  [-5, '0s'],
  [900, '1s'],
  [59_000, '59s'],
  [299_000, '4m59s'],
  [3_600_000, '1h0m0s'],
  [90_061_000, '25h1m1s'],
])('%i ms is %s, as Go writes it', (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text);
});
