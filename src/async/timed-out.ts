import {AppError} from '../errors/app-error.ts';

export interface TimedOut {
  /** Whole time that was allowed, in milliseconds. */
  readonly timeoutMs: number;
  /** What was waited for, as the end of the sentence "Timed out after 60 s waiting for …". */
  readonly what: string;
  readonly details: readonly string[];
  readonly hints?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The error E_TIMEOUT, which says how long what was waited for. */
export function timedOut({timeoutMs, what, details, hints = [], cause}: TimedOut): AppError {
  return new AppError('E_TIMEOUT', `Timed out after ${Math.round(timeoutMs / 1000)} s waiting for ${what}.`, {details, hints, cause});
}
