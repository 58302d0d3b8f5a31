import {stripVTControlCharacters} from 'node:util';
import type {Errors} from '@oclif/core';
import {AppError} from '../../errors/app-error.ts';
import {nearest} from '../nearest.ts';

/** What oclif's parser throws: its own error, or one of ours that a flag's parse function threw, with the message rewritten. */
interface ParserFailure extends Error {
  readonly flags?: unknown;
  readonly parse?: {readonly input?: {readonly flags?: Readonly<Record<string, unknown>>}};
}

const helpLine = '\nSee more help with --help';
const flagWrapper = /^Parsing --(\S+) \n\t(.*)$/s;
const listHeading = /^The following errors? occurred:\n\s*/;

function similarFlags(failure: ParserFailure): string[] {
  const known = Object.keys(failure.parse?.input?.flags ?? {});
  const unknown = Array.isArray(failure.flags) ? failure.flags.map(String) : [];
  return unknown.flatMap((flag) => nearest(flag.replace(/^-+/, ''), known) ?? []).map((name) => `--${name}`);
}

/** Puts a failure of oclif's parser into our words: one sentence, the rest as details, the command's hints, a way to the help. */
export function usageError(thrown: Errors.CLIError | AppError, command: string, hints: readonly string[] = []): AppError {
  const [first = '', ...rest] = stripVTControlCharacters(thrown.message)
    .replace(helpLine, '')
    .replace(flagWrapper, '--$1: $2')
    .replace(listHeading, '')
    .split('\n')
    .map((line) => line.trimEnd());
  const own = thrown instanceof AppError ? thrown : undefined;
  return new AppError(own?.id ?? 'E_USAGE', /[.:?!]$/.test(first) ? first : `${first}.`, {
    details: [...rest.filter(Boolean), ...(own?.details ?? [])],
    hints: [...similarFlags(thrown as ParserFailure), ...(own?.hints ?? []), ...hints, `flotilla ${command} --help`],
    cause: thrown,
  });
}
