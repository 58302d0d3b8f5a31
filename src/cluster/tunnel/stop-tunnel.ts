import type {Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {programPath} from './tunnel-state.ts';

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

/** The same for callers that hold the cluster's lock. */
export async function removeTunnel(cluster: string, {engine, progress, signal}: Omit<StopTunnelDeps, 'paths'>): Promise<boolean> {
  const [container] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  if (!container) return false;
  await progress.step('Stopping the tunnel', async () => {
    if (container.state === 'paused') await engine.containers.unpause(container.name, {signal});
    // It may end before it answers; what counts is that it had the time to clean up.
    if (container.state === 'running' || container.state === 'paused')
      await engine.containers.exec(container.name, [programPath, 'quit'], {signal}).catch(() => {});
    signal.throwIfAborted();
    await engine.containers.remove(container.name, {signal});
  });
  return container.state === 'running' || container.state === 'paused';
}
