import {expect, it} from 'vitest';
import {patience} from '../../../../src/cluster/start/patience.ts';

it.each([500, 1000, 300_000])('lets a script outlast a caller that waits %i ms', (timeoutMs) => {
  expect(Number(patience(timeoutMs)['FLOTILLA_PATIENCE']) * 1000).toBeGreaterThanOrEqual(timeoutMs + 5000);
});
