import {mapConcurrent} from '../async/map-concurrent.ts';
import type {Engine} from '../engine/engine.ts';
import type {Progress} from '../progress/progress.ts';
import {helperContainers} from './helpers/helper-containers.ts';
import type {UserKubeconfig} from './kubeconfig/user-kubeconfig.ts';
import {removeSchedule} from './scheduled-stop/schedule-stop.ts';
import {lockCluster} from './state/cluster-lock.ts';
import {requireCluster} from './state/cluster-state.ts';
import type {Paths} from './state/paths.ts';

export interface StopDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly kubeconfig: Pick<UserKubeconfig, 'leave'>;
}

export interface StopInput {
  readonly name: string;
  /** Leave the current context of kubectl as it is, although nothing answers there. */
  readonly keepContext: boolean;
}

/**
 * Stops every node that runs and the cluster's other containers, all at the same time; says which nodes. Addresses, ports, volumes and
 * workloads stay, and nothing starts the nodes again but `start`. A stop that was scheduled has no purpose any more and is cancelled.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_LOCKED, E_KUBECONFIG, or of the engine.
 */
export async function stopCluster({name, keepContext}: StopInput, deps: StopDeps): Promise<string[]> {
  const {engine, progress} = deps;
  await requireCluster(engine, name, deps);
  await using lock = await lockCluster(name, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const {nodes, stopAt} = await requireCluster(engine, name, {signal});
  if (stopAt) await removeSchedule(name, engine, signal);
  const running = nodes.flatMap(({container}) => (container && isUp(container.state) ? [container] : []));
  const helpers = (await helperContainers(engine, name, {signal})).filter(({state}) => isUp(state));
  if (running.length + helpers.length > 0) {
    await progress.step(running.length === 1 ? 'Stopping the node' : `Stopping ${running.length} nodes`, () =>
      mapConcurrent([...running, ...helpers], {signal}, async (container, scope) => {
        // A frozen process cannot obey; the engine would wait for its time-out and then kill it.
        if (container.state === 'paused') await engine.containers.unpause(container.name, {signal: scope});
        await engine.containers.stop(container.name, {signal: scope});
      }),
    );
  }
  if (!keepContext) await deps.kubeconfig.leave(name);
  return running.map((container) => container.name);
}

const isUp = (state: string): boolean => ['running', 'paused', 'restarting'].includes(state);
