import {pollUntil} from '../../async/poll-until.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {askTunnel, programPath, whyLeft} from './tunnel-state.ts';

export interface StopTunnelDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How a tunnel ended. */
export interface EndedTunnel {
  /** Whether there was one that ran. */
  readonly stopped: boolean;
  /** Why Services keep addresses that lead nowhere. */
  readonly left?: string;
}

/**
 * Ends the tunnel of a cluster, if there is one. Services lose their addresses and get the same again from the next. `only`: the id of its
 * container; one of another id, somebody else's, is left alone.
 */
export async function stopTunnel(cluster: string, deps: StopTunnelDeps, {only}: {readonly only?: string} = {}): Promise<EndedTunnel> {
  await requireCluster(deps.engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  return removeTunnel(cluster, {...deps, signal: lock.signal}, {...(only === undefined ? {} : {only})});
}

/** How long (ms) the rest may take once the tunnel was told to end: half of that would be a tunnel that says it runs. */
const removeMs = 15_000;

/**
 * The same for callers that hold the cluster's lock. `wake`: one that stands still is started for its last work, which is to take its
 * addresses out of Services.
 */
export async function removeTunnel(
  cluster: string,
  {engine, progress, signal}: Omit<StopTunnelDeps, 'paths'>,
  {wake = false, only}: {readonly wake?: boolean; readonly only?: string} = {},
): Promise<EndedTunnel> {
  const [container] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  if (!container || (only !== undefined && container.id !== only)) return {stopped: false};
  const {id, state} = container;
  const stopped = state === 'running' || state === 'paused';
  const left = await progress.step('Stopping the tunnel', async () => {
    if (state === 'paused') await engine.containers.unpause(id, {signal});
    const woken = wake && state === 'exited' && (await wakeTunnel(id, engine, signal));
    if (woken || stopped) await engine.containers.exec(id, [programPath, 'quit'], {signal}).catch(() => {});
    const reason = await whyLeft(id, engine, signal);
    await engine.containers.remove(id, {signal: AbortSignal.timeout(removeMs)});
    signal.throwIfAborted();
    return reason;
  });
  return {stopped, ...(left === undefined ? {} : {left})};
}

/** @throws AppError E_API when Services keep addresses that lead nowhere. */
export function expectClean(cluster: string, {left}: EndedTunnel): void {
  if (left === undefined) return;
  throw new AppError('E_API', leftSentence(left), {
    hints: [`flotilla tunnel -p ${cluster} makes them lead somewhere again, and takes them out when it ends`],
  });
}

/** What users are told of Services that keep addresses. */
export const leftSentence = (reason: string): string =>
  `The tunnel has ended, but it could not take its addresses out of Services, where they lead nowhere now: ${reason}`;

/** Whether it runs again; where it does not, as when its network was made anew, there is nothing else to be done. */
async function wakeTunnel(id: string, engine: Engine, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.containers.start(id, {signal});
    const isReady = async (scope: AbortSignal) => (await askTunnel(id, engine, scope))?.ready || undefined;
    await pollUntil(isReady, {signal, timeoutMs: 10_000, everyMs: 100, what: 'the tunnel'});
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
