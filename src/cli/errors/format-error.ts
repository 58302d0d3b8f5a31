import {inspect} from 'node:util';
import type {AppError} from '../../errors/app-error.ts';

/** An error as people read it: the sentence, the evidence indented, what to try, the id. The cause is shown only when asked for. */
export function formatErrorText(error: AppError, options: {readonly verbose: boolean}): string {
  const cause = options.verbose && error.cause !== undefined ? `Caused by: ${inspect(error.cause)}`.split('\n') : [];
  return [
    `Error: ${error.message}`,
    ...[...error.details, ...cause].flatMap((line) => line.split('\n')).map((line) => `  ${line}`),
    ...error.hints.map((hint) => `Try: ${hint}`),
    `(${error.id})`,
  ].join('\n');
}

/** The same error as one JSON document on one line, which is also the last event of a stream of events. */
export function formatErrorJson({id, message, hints, details, exitCode}: AppError): string {
  return JSON.stringify({type: 'error', error: {id, message, hints, details, exitCode}});
}
