import {setTimeout as delay} from 'node:timers/promises';
import {timedOut} from './timed-out.ts';

export interface PollOptions {
  readonly signal: AbortSignal;
  /** Whole time allowed, in milliseconds. */
  readonly timeoutMs: number;
  /** Pause between probes, in milliseconds; 50 unless told. */
  readonly everyMs?: number;
  /** What is waited for, as the end of the sentence "Timed out after 60 s waiting for …". */
  readonly what: string;
  /** Evidence for the message on timeout: unit state, last log lines. Its own failure is ignored. */
  readonly diagnose?: () => Promise<readonly string[]>;
  readonly hints?: readonly string[];
}

/**
 * Probes until an answer other than `undefined` comes, and returns it. A probe that throws ends the wait with its error.
 * @throws AppError E_TIMEOUT with what `diagnose` saw.
 */
export async function pollUntil<T>(probe: (signal: AbortSignal) => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  while (!signal.aborted) {
    try {
      const answer = await probe(signal);
      if (answer !== undefined) return answer;
      await delay(options.everyMs ?? 50, undefined, {signal});
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  options.signal.throwIfAborted();
  const details = (await options.diagnose?.().catch(() => [])) ?? [];
  throw timedOut({...options, details});
}
