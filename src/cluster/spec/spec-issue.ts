import {AppError} from '../../errors/app-error.ts';
import type {ErrorId} from '../../errors/catalogue.ts';
import {versionHint} from './kubernetes-version.ts';

export type Path = readonly PropertyKey[];

/** One thing that is wrong with a specification. */
export interface SpecIssue {
  readonly id: ErrorId;
  /** From the root of the document, or a flag's key alone. */
  readonly path: Path;
  readonly message: string;
  /** The key itself is wrong rather than its value. */
  readonly atKey?: boolean;
}

/** `nodes[1].role`. */
export function formatPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('');
}

/** The error for lines of which each names a place and a problem. Its id is the problems' own when they agree, else E_CONFIG. */
export function specError(problems: readonly {readonly id: ErrorId; readonly line: string}[]): AppError {
  const lines = [...new Set(problems.map(({line}) => line))];
  const ids = new Set(problems.map(({id}) => id));
  const [id = 'E_CONFIG'] = ids.size === 1 ? ids : [];
  const [only = ''] = lines;
  const isVersion = lines.some((line) => /kubernetes-?version: /i.test(line));
  const hints = [...(isVersion ? [versionHint] : []), 'docs/configuration.md describes every field'];
  if (lines.length === 1) return new AppError(id, `${only}.`, {hints});
  return new AppError(id, `The cluster specification has ${lines.length} problems.`, {details: lines, hints});
}
