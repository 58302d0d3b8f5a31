import {type ErrorId, errorCatalogue} from './catalogue.ts';

export interface AppErrorOptions {
  /** What the user can type or do next; commands are given so that they can be pasted. */
  readonly hints?: readonly string[];
  /** Lines of evidence: output of the failed command, lines of a journal. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** An error that is meant for a person: what failed and why, what to do next, a stable id and an exit code. */
export class AppError extends Error {
  readonly id: ErrorId;
  readonly hints: readonly string[];
  readonly details: readonly string[];

  constructor(id: ErrorId, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : {cause: options.cause});
    this.name = 'AppError';
    this.id = id;
    this.hints = options.hints ?? [];
    this.details = options.details ?? [];
  }

  get exitCode(): number {
    return errorCatalogue[this.id].exitCode;
  }
}

/** Whether something thrown is an {@link AppError}, of one of these ids when any are given. */
export function isAppError(thrown: unknown, ...ids: readonly ErrorId[]): thrown is AppError {
  return thrown instanceof AppError && (ids.length === 0 || ids.includes(thrown.id));
}
