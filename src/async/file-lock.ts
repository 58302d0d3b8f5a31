import {existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {describeHolder, isHolderGone} from './lock-holder.ts';

/** Takes a lock file, which names its holder, unless it is there. @throws Error of the file system, such as EACCES. */
export function takeLock(lock: string): boolean {
  if (existsSync(lock)) return false;
  // With its content in one step: a lock without is another program's.
  const named = `${lock}.${process.pid}`;
  writeFileSync(named, describeHolder(), {mode: 0o600});
  try {
    linkSync(named, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(named, {force: true});
  }
}

/** Whether a lock that this process took is still its own. */
export const isHeldByUs = (lock: string): boolean => textOf(lock) === describeHolder();

/** Gives a lock back. */
export function releaseLock(lock: string): void {
  rmSync(lock, {recursive: true, force: true});
}

/**
 * Removes a lock whose holder has ended, or which has not been touched for so long (ms) when it is not known who that is.
 * Only the holder of a second lock may do it; else two processes could, the slower one removing the fresh lock of the quicker.
 */
export function removeIfAbandoned(lock: string, unknownAfterMs: number): void {
  if (!isAbandoned(lock, unknownAfterMs)) return;
  const removal = `${lock}.stale`;
  if (isAbandoned(removal, unknownAfterMs)) releaseLock(removal);
  if (!takeLock(removal)) return;
  try {
    if (isAbandoned(lock, unknownAfterMs)) releaseLock(lock);
  } finally {
    releaseLock(removal);
  }
}

function isAbandoned(lock: string, unknownAfterMs: number): boolean {
  const touched = statSync(lock, {throwIfNoEntry: false})?.mtimeMs;
  return touched !== undefined && (isHolderGone(textOf(lock)) ?? Date.now() - touched > unknownAfterMs);
}

function textOf(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}
