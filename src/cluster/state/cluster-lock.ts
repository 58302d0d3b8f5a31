import {mkdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {lock} from 'proper-lockfile';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {checkClusterName} from '../spec/cluster-name.ts';
import type {Paths} from './paths.ts';

/** A lock whose holder has not shown a sign of life for this long (ms) is taken over: its process was killed. The library allows no less than 2 s. */
const staleMs = 3000;

export interface LockOptions {
  readonly paths: Paths;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** How long to wait for another command, in milliseconds. */
  readonly timeoutMs: number;
}

/** A lock that is held until it is disposed. */
export interface Lock extends AsyncDisposable {
  /** Aborted with the caller's, and when the lock was lost because this process stood still: suspended, or a laptop asleep. */
  readonly signal: AbortSignal;
}

/**
 * Keeps every other command from changing the same cluster until it is disposed.
 * @throws AppError E_LOCKED when another command holds it for longer than the timeout.
 */
export function lockCluster(cluster: string, options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', `cluster-${checkClusterName(cluster)}`), `the cluster "${cluster}"`, options);
}

/** Short lock of the whole machine, for choosing subnets and ports. */
export function lockAllocation(options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', 'allocation'), 'networks and ports', options);
}

/** Lock of the whole machine for building node images. */
export function lockImageBuild(options: LockOptions): Promise<Lock> {
  return acquire(join(options.paths.data, 'locks', 'image-build'), 'node images', options);
}

async function acquire(file: string, what: string, {signal, progress, timeoutMs}: LockOptions): Promise<Lock> {
  await mkdir(dirname(file), {recursive: true});
  const deadline = Date.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    const lost = new AbortController();
    const onCompromised = (): void =>
      lost.abort(
        new AppError('E_LOCKED', `This command stood still for so long that another may be changing ${what} by now.`, {
          hints: ['run it again'],
        }),
      );
    const release = await lock(file, {realpath: false, stale: staleMs, update: 1000, onCompromised}).catch((error: unknown) => {
      if ((error as {code?: string}).code === 'ELOCKED') return undefined;
      throw new AppError('E_FILE', `The lock file ${file} cannot be made.`, {cause: error, hints: [`check who owns ${dirname(file)}`]});
    });
    // A failing release means that the lock is gone already, which is what was wanted.
    if (release) return {signal: AbortSignal.any([signal, lost.signal]), [Symbol.asyncDispose]: () => release().catch(() => {})};
    if (Date.now() > deadline) {
      throw new AppError('E_LOCKED', `Another flotilla command is changing ${what}.`, {
        hints: ['wait until it has finished, then try again'],
      });
    }
    if (attempt === 10) progress.note(`Waiting for another flotilla command that is changing ${what}.`);
    await delay(100, undefined, {signal});
  }
}
