import {timedOut} from '../../async/timed-out.ts';
import {isAppError} from '../../errors/app-error.ts';
import {startHints} from './start-hints.ts';

/** What tells the scripts of a node how long they may wait. One that gives up says what it waited for. */
export function patience(timeoutMs: number): Readonly<Record<string, string>> {
  return {FLOTILLA_PATIENCE: String(Math.ceil(timeoutMs / 1000))};
}

/** The clock of the scripts has whole seconds, and they may notice a second early that it is over. */
const clockMs = 1500;

export interface PatientScript {
  /** What it brings about, as the end of the sentence "Timed out after 60 s waiting for …". */
  readonly what: string;
  /** The same that its {@link patience} was made from. */
  readonly timeoutMs: number;
}

/**
 * Runs a script that was given {@link patience}. When that was over, its failure was slowness.
 * @throws AppError E_TIMEOUT with the script's last words, or what `run` throws.
 */
export async function runPatiently<T>({what, timeoutMs}: PatientScript, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await run();
  } catch (error) {
    if (!isAppError(error, 'E_NODE_COMMAND') || performance.now() - started < timeoutMs - clockMs) throw error;
    throw timedOut({timeoutMs, what, details: error.details.slice(-3), hints: startHints, cause: error});
  }
}
