import type {DeleteDeps} from '../delete-cluster.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';
import {isRunning} from './running.ts';

/** What became of one node. */
export interface ChangedNode {
  readonly node: string;
  /** False when there was nothing to do. */
  readonly changed: boolean;
}

/** Stops one node; its pods stay assigned to it. @throws AppError E_CLUSTER_NOT_FOUND, E_LOCKED, or of the engine. */
export async function stopNode(
  cluster: string,
  wanted: string,
  {engine, paths, progress, signal}: Omit<DeleteDeps, 'removeKubeconfig' | 'hosts'>,
): Promise<ChangedNode> {
  await using lock = await lockCluster(cluster, {paths, signal, progress, timeoutMs: 60_000});
  const state = await requireCluster(engine, cluster, lock);
  const {name, spec, container} = findNode(state, wanted);
  if (!container || !['running', 'paused', 'restarting'].includes(container.state)) return {node: name, changed: false};
  const controlPlanes = controlPlanesOf(state.nodes);
  const left = state.nodes.filter((node) => node.spec.role === 'control-plane' && node.name !== name && isRunning(node)).length;
  if (spec.role === 'control-plane' && left * 2 <= controlPlanes.length) {
    progress.warn(`Without ${name}, the API server does not answer: ${left} of ${controlPlanes.length} control planes run.`);
  }
  await progress.step(`Stopping node ${name}`, async () => {
    // A frozen process cannot obey; the engine would wait for its time-out and then kill it.
    if (container.state === 'paused') await engine.containers.unpause(name, lock);
    await engine.containers.stop(name, lock);
  });
  return {node: name, changed: true};
}
