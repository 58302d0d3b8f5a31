import {mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {releaseLock, removeIfAbandoned, takeLock} from '../../async/file-lock.ts';
import {AppError} from '../../errors/app-error.ts';
import {kubeconfigFileError} from './kubeconfig-file-error.ts';
import {targetOf} from './replace-file.ts';

/** A holder needs milliseconds, but twenty in a row on a loaded machine with a slow disk took 10 s; kubectl, whose lock file this is, never waits. */
const patienceMs = 30_000;
/**
 * A lock that old, of a holder that cannot be asked for, was left behind by a process that was killed: shorter than the patience, or every
 * command after a killed kubectl would fail.
 */
const staleAfterMs = 8_000;

/**
 * Runs a change of a kubeconfig file while no other process changes it. The lock is client-go's: `<file>.lock`, created exclusively.
 * A link is locked under its own name and its target's, for others may know either. The body is synchronous, so that no signal can end
 * the process between the change and the removal of the lock.
 * @throws AppError E_KUBECONFIG when the lock stays taken, or cannot be made.
 */
export async function withKubeconfigLock<T>(path: string, signal: AbortSignal, body: () => T): Promise<T> {
  makeFolder(dirname(path));
  const locks = [...new Set([path, targetOf(path)])].map((file) => `${file}.lock`);
  const deadline = performance.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const taken = takeAll(locks);
    if (taken === undefined) {
      try {
        return body();
      } finally {
        for (const lock of locks) releaseLock(lock);
      }
    }
    if (performance.now() > deadline) throw heldTooLong(path, taken);
    removeIfAbandoned(taken, staleAfterMs);
    // Longer and longer, so that many who wait do not take the processor from the one who works.
    await delay(5 + Math.random() * Math.min(50 * attempt, 500), undefined, {signal});
  }
}

/** Takes all locks or none. Gives the one that another holds, if any. */
function takeAll(locks: readonly string[]): string | undefined {
  const mine: string[] = [];
  let isComplete = false;
  try {
    for (const lock of locks) {
      if (!take(lock)) return lock;
      mine.push(lock);
    }
    isComplete = true;
    return undefined;
  } finally {
    if (!isComplete) for (const lock of mine) releaseLock(lock);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
  } catch (error) {
    throw kubeconfigFileError(folder, error);
  }
}

function take(lock: string): boolean {
  try {
    return takeLock(lock);
  } catch (error) {
    throw kubeconfigFileError(lock, error);
  }
}

function heldTooLong(path: string, lock: string): AppError {
  return new AppError('E_KUBECONFIG', `Another program has held the lock of the kubeconfig file ${path} for ${patienceMs / 1000} s.`, {
    hints: [`if no kubectl or other program is changing it: rm ${lock}`],
  });
}
