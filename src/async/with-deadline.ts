import {timedOut} from './timed-out.ts';

export interface DeadlineOptions {
  readonly signal: AbortSignal;
  /** Whole time allowed, in milliseconds. */
  readonly timeoutMs: number;
  /** What is waited for, as the end of the sentence "Timed out after 60 s waiting for …". */
  readonly what: string;
  /** Evidence for the message on timeout; its own failure is ignored. */
  readonly diagnose?: () => Promise<readonly string[]>;
  /** What the user may do on timeout. */
  readonly hints?: readonly string[];
}

/** Runs a body that must end within a time. @throws AppError E_TIMEOUT with what `diagnose` saw, or what the body throws. */
export async function withDeadline<T>(options: DeadlineOptions, body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  try {
    return await body(AbortSignal.any([options.signal, deadline]));
  } catch (error) {
    if (options.signal.aborted || !deadline.aborted) throw error;
    const details = (await options.diagnose?.().catch(() => [])) ?? [];
    throw timedOut({...options, details, cause: error});
  }
}
