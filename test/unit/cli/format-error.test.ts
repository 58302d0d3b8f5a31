import {expect, it} from 'vitest';
import {formatErrorJson, formatErrorText} from '../../../src/cli/errors/format-error.ts';
import {toAppError} from '../../../src/cli/errors/to-app-error.ts';
import {AppError} from '../../../src/errors/app-error.ts';

const error = new AppError('E_PORT', 'Port 80 is taken.', {
  details: ['pid 7\nnginx'],
  hints: ['sudo lsof -i :80', 'flotilla start --port 8080:80'],
  cause: new Error('EADDRINUSE'),
});

it('says what failed, the evidence, what to try and the id', () => {
  expect(formatErrorText(error, {verbose: false})).toBe(
    ['Error: Port 80 is taken.', '  pid 7', '  nginx', 'Try: sudo lsof -i :80', 'Try: flotilla start --port 8080:80', '(E_PORT)'].join(
      '\n',
    ),
  );
});

it('shows the cause, with its stack, when verbose', () => {
  expect(formatErrorText(error, {verbose: true})).toMatch(/ {2}Caused by: Error: EADDRINUSE\n {2} {4}at .*format-error\.test\.ts/);
});

it('is one line of JSON', () => {
  const line = formatErrorJson(error);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    type: 'error',
    error: {id: 'E_PORT', message: error.message, hints: error.hints, details: error.details, exitCode: error.exitCode},
  });
});

it.each([new TypeError('x is not a function'), 'a string'])('takes what is not one of our errors for a bug: %s', (thrown) => {
  const bug = toAppError(thrown);
  expect(bug).toMatchObject({id: 'E_INTERNAL', exitCode: 1, cause: thrown});
  expect(bug.details.join(' ')).toContain('This is a bug in Flotilla.');
  expect(toAppError(bug)).toBe(bug);
});
