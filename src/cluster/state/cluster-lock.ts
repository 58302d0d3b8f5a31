import {mkdirSync, utimesSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {isHeldByUs, releaseLock, removeIfAbandoned, takeLock} from '../../async/file-lock.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {checkClusterName} from '../spec/cluster-name.ts';
import type {Paths} from './paths.ts';

/**
 * A lock of a process that has ended is taken over at once. Whether one of another machine or container has ended cannot be known: such a
 * lock is taken over when its holder has not touched it for this long (ms).
 */
const unknownAfterMs = 30_000;
const touchEveryMs = 5_000;

export interface LockOptions {
  readonly paths: Paths;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** How long to wait for another command, in milliseconds. */
  readonly timeoutMs: number;
}

/** A lock that is held until it is disposed. */
export interface Lock extends AsyncDisposable {
  /** Aborted with the caller's, and when the lock was lost: somebody removed it, or this process stood still for so long that another took it. */
  readonly signal: AbortSignal;
}

/**
 * Keeps every other command from changing the same cluster until it is disposed.
 * @throws AppError E_LOCKED when another command holds it for longer than the timeout.
 */
export function lockCluster(cluster: string, options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', `cluster-${checkClusterName(cluster)}`), `the cluster "${cluster}"`, options);
}

/** Lock of the images that are loaded into a cluster: what one command has just brought, another must not tidy away. */
export function lockImages(cluster: string, options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', `images-${checkClusterName(cluster)}`), `the images of "${cluster}"`, options);
}

/** Short lock of the whole machine, for choosing subnets and ports. */
export function lockAllocation(options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', 'allocation'), 'networks and ports', options);
}

/** Lock of the whole machine for what its kernel has of AppArmor profiles. */
export function lockAppArmor(options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', 'apparmor'), 'AppArmor profiles', options);
}

/** Lock of the whole machine for building node images. */
export function lockImageBuild(options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', 'image-build'), 'node images', options);
}

async function acquire(file: string, what: string, {signal, progress, timeoutMs}: LockOptions): Promise<Lock> {
  const lock = `${file}.lock`;
  const deadline = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    if (take(lock)) return keep(lock, what, signal);
    removeIfAbandoned(lock, unknownAfterMs);
    if (performance.now() > deadline) {
      throw new AppError('E_LOCKED', `Another flotilla command is changing ${what}.`, {
        hints: ['wait until it has finished, then try again', `if none runs: rm -r ${lock}`],
      });
    }
    if (attempt === 10) progress.note(`Waiting for another flotilla command that is changing ${what}.`);
    // The first pause is short: the lock may have been one that was abandoned.
    await delay(attempt === 0 ? 1 : 100, undefined, {signal});
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(dirname(lock), {recursive: true});
    return takeLock(lock);
  } catch (error) {
    throw new AppError('E_FILE', `The lock file ${lock} cannot be made.`, {cause: error, hints: [`check who owns ${dirname(lock)}`]});
  }
}

/** Shows signs of life on a lock that was taken, and notices when it is no longer ours. */
function keep(lock: string, what: string, signal: AbortSignal): Lock {
  const lost = new AbortController();
  const isOurs = (): boolean => isHeldByUs(lock);
  const touch = (): void => {
    if (isOurs()) {
      utimesSync(lock, new Date(), new Date());
      return;
    }
    clearInterval(timer);
    lost.abort(new AppError('E_LOCKED', `The lock was lost: another command may be changing ${what} by now.`, {hints: ['run it again']}));
  };
  const timer = setInterval(touch, touchEveryMs).unref();
  return {
    signal: AbortSignal.any([signal, lost.signal]),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      if (isOurs()) releaseLock(lock);
    },
  };
}
