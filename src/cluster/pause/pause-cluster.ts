import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';

export interface PauseDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Freezes every node that runs, all at the same time, and says which. Their memory stays as it is; they take no processor time.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING when no node runs or is paused, E_LOCKED, or of the engine.
 */
export async function pauseCluster(name: string, deps: PauseDeps): Promise<string[]> {
  await using lock = await lockCluster(name, {...deps, timeoutMs: 60_000});
  const {running} = await upNodes(name, deps.engine, lock.signal);
  if (running.length === 0) return [];
  await deps.progress.step(running.length === 1 ? 'Pausing the node' : `Pausing ${running.length} nodes`, () =>
    mapConcurrent(running, lock, (node, signal) => deps.engine.containers.pause(node, {signal})),
  );
  return running;
}

/**
 * Lets every paused node go on, and says which.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING when no node runs or is paused, E_LOCKED, or of the engine.
 */
export async function unpauseCluster(name: string, deps: PauseDeps): Promise<string[]> {
  await using lock = await lockCluster(name, {...deps, timeoutMs: 60_000});
  const {paused} = await upNodes(name, deps.engine, lock.signal);
  if (paused.length === 0) return [];
  await deps.progress.step(paused.length === 1 ? 'Unpausing the node' : `Unpausing ${paused.length} nodes`, () =>
    mapConcurrent(paused, lock, (node, signal) => deps.engine.containers.unpause(node, {signal})),
  );
  return paused;
}

async function upNodes(name: string, engine: Engine, signal: AbortSignal): Promise<{running: string[]; paused: string[]}> {
  const {nodes} = await requireCluster(engine, name, {signal});
  const inState = (state: string): string[] => nodes.filter(({container}) => container?.state === state).map((node) => node.name);
  const [running, paused] = [inState('running'), inState('paused')];
  if (running.length + paused.length > 0) return {running, paused};
  throw new AppError('E_NOT_RUNNING', `The cluster "${name}" is not running.`, {hints: [`flotilla start -p ${name}`]});
}
