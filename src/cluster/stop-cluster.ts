import {mapConcurrent} from '../async/map-concurrent.ts';
import type {Engine} from '../engine/engine.ts';
import type {Progress} from '../progress/progress.ts';
import {helperContainers} from './helpers/helper-containers.ts';
import {lockCluster} from './state/cluster-lock.ts';
import {requireCluster} from './state/cluster-state.ts';
import type {Paths} from './state/paths.ts';

export interface StopDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Stops every node that runs and the cluster's other containers, all at the same time; says which nodes. Addresses, ports, volumes and workloads stay, and nothing starts the nodes
 * again but `start`.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_LOCKED, or of the engine.
 */
export async function stopCluster(name: string, {engine, paths, progress, signal}: StopDeps): Promise<string[]> {
  await requireCluster(engine, name, {signal});
  await using _lock = await lockCluster(name, {paths, signal, progress, timeoutMs: 60_000});
  const {nodes} = await requireCluster(engine, name, {signal});
  const running = nodes.flatMap(({container}) => (container && isUp(container.state) ? [container] : []));
  const helpers = (await helperContainers(engine, name, {signal})).filter(({state}) => isUp(state));
  if (running.length + helpers.length === 0) return [];
  await progress.step(running.length === 1 ? 'Stopping the node' : `Stopping ${running.length} nodes`, () =>
    mapConcurrent([...running, ...helpers], {signal}, async (container, scope) => {
      // A frozen process cannot obey; the engine would wait for its time-out and then kill it.
      if (container.state === 'paused') await engine.containers.unpause(container.name, {signal: scope});
      await engine.containers.stop(container.name, {signal: scope});
    }),
  );
  return running.map((container) => container.name);
}

const isUp = (state: string): boolean => ['running', 'paused', 'restarting'].includes(state);
