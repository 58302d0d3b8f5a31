import {expect, it} from 'vitest';
import {patience, runPatiently} from '../../../../src/cluster/start/patience.ts';
import {AppError} from '../../../../src/errors/app-error.ts';

it.each([
  [500, '1'],
  [300_000, '300'],
])('lets a script wait as long as its caller: %i ms', (timeoutMs, seconds) => {
  expect(patience(timeoutMs)).toEqual({FLOTILLA_PATIENCE: seconds});
});

const failure = new AppError('E_NODE_COMMAND', 'init ended with exit code 1.', {
  details: ['a', 'b', 'c', 'the API server is not ready after 1 s'],
});
const fails = (timeoutMs: number, error: unknown) =>
  runPatiently({what: 'the control plane on cp', timeoutMs}, () => Promise.reject(error));

it('takes the failure of a script whose time was over for slowness, and keeps what it said', async () => {
  await expect(fails(1000, failure)).rejects.toMatchObject({
    id: 'E_TIMEOUT',
    message: 'Timed out after 1 s waiting for the control plane on cp.',
    details: ['b', 'c', 'the API server is not ready after 1 s'],
    hints: expect.arrayContaining([expect.stringMatching(/^flotilla start /)]),
  });
});

it('leaves other failures as they are', async () => {
  await expect(fails(60_000, failure)).rejects.toBe(failure);
  const other = new AppError('E_NODE', 'gone');
  await expect(fails(1000, other)).rejects.toBe(other);
});
