import {pollUntil} from '../../async/poll-until.ts';
import type {Container, Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {askTunnel, programPath} from './tunnel-state.ts';

export interface StopTunnelDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Ends the tunnel of a cluster, if there is one; says so. Services lose their addresses and get the same again from the next. */
export async function stopTunnel(cluster: string, deps: StopTunnelDeps): Promise<boolean> {
  await requireCluster(deps.engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  return removeTunnel(cluster, {...deps, signal: lock.signal});
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
  {wake = false} = {},
): Promise<boolean> {
  const [container] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  if (!container) return false;
  await progress.step('Stopping the tunnel', async () => {
    if (container.state === 'paused') await engine.containers.unpause(container.name, {signal});
    const woken = wake && container.state === 'exited' && (await wakeTunnel(cluster, container, engine, signal));
    // It may end before it answers; what counts is that it had the time to clean up.
    if (woken || container.state === 'running' || container.state === 'paused')
      await engine.containers.exec(container.name, [programPath, 'quit'], {signal}).catch(() => {});
    await engine.containers.remove(container.name, {signal: AbortSignal.timeout(removeMs)});
    signal.throwIfAborted();
  });
  return container.state === 'running' || container.state === 'paused';
}

/** Whether it runs again; where it does not, as when its network was made anew, there is nothing else to be done. */
async function wakeTunnel(cluster: string, {name}: Container, engine: Engine, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.containers.start(name, {signal});
    const isReady = async (scope: AbortSignal) => (await askTunnel(cluster, engine, scope))?.ready || undefined;
    await pollUntil(isReady, {signal, timeoutMs: 10_000, everyMs: 100, what: 'the tunnel'});
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
