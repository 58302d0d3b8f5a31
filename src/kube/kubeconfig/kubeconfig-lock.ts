import {linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {AppError} from '../../errors/app-error.ts';
import {errorCode, kubeconfigFileError} from './kubeconfig-file-error.ts';
import {describeHolder, isHolderGone} from './lock-holder.ts';
import {targetOf} from './replace-file.ts';

/** A holder needs milliseconds; kubectl, whose lock file this is, never waits. */
const patienceMs = 10_000;
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
  for (;;) {
    signal.throwIfAborted();
    const taken = takeAll(locks);
    if (taken === undefined) {
      try {
        return body();
      } finally {
        for (const lock of locks) rmSync(lock, {force: true});
      }
    }
    if (performance.now() > deadline) throw heldTooLong(path, taken);
    removeIfStale(taken);
    await delay(5 + Math.random() * 45, undefined, {signal});
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
    if (!isComplete) for (const lock of mine) rmSync(lock, {force: true});
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
    // With its content in one step: a lock without is another program's.
    const named = `${lock}.${process.pid}`;
    writeFileSync(named, describeHolder(), {mode: 0o600});
    try {
      linkSync(named, lock);
    } finally {
      rmSync(named, {force: true});
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw kubeconfigFileError(lock, error);
  }
}

/** Only the holder of a second lock may remove a stale one; else two processes could remove it, the slower one a fresh lock of the quicker. */
function removeIfStale(lock: string): void {
  if (!isStale(lock)) return;
  const removal = `${lock}.stale`;
  if (isStale(removal)) rmSync(removal, {force: true});
  if (!take(removal)) return;
  try {
    if (isStale(lock)) rmSync(lock, {force: true});
  } finally {
    rmSync(removal, {force: true});
  }
}

function isStale(lock: string): boolean {
  const made = statSync(lock, {throwIfNoEntry: false})?.mtimeMs;
  return made !== undefined && (isHolderGone(textOf(lock)) ?? Date.now() - made > staleAfterMs);
}

function textOf(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}

function heldTooLong(path: string, lock: string): AppError {
  return new AppError('E_KUBECONFIG', `Another program has held the lock of the kubeconfig file ${path} for ${patienceMs / 1000} s.`, {
    hints: [`if no kubectl or other program is changing it: rm ${lock}`],
  });
}
