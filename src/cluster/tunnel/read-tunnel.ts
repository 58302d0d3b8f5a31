import type {Engine} from '../../engine/engine.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {markOf} from './tunnel-container.ts';
import {askTunnel, type TunnelState, whyLeft} from './tunnel-state.ts';

/** What `tunnel status` tells. */
export interface TunnelStatus extends Pick<TunnelState, 'services'> {
  readonly cluster: string;
  readonly state: 'running' | 'starting' | 'stopped' | 'none';
  /** It lasts as long as a terminal follows it, or as long as the cluster. */
  readonly until?: 'terminal' | 'cluster';
  readonly problem?: string;
  readonly memoryBytes?: number;
}

/** Reads the state of a cluster's tunnel. @throws AppError E_CLUSTER_NOT_FOUND. */
export async function readTunnel(
  cluster: string,
  {engine, signal}: {readonly engine: Engine; readonly signal: AbortSignal},
): Promise<TunnelStatus> {
  await requireCluster(engine, cluster, {signal});
  const [container] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  if (!container) return {cluster, state: 'none', services: []};
  const until = markOf(container)?.attached ? ('terminal' as const) : ('cluster' as const);
  if (container.state !== 'running') {
    const left = await whyLeft(container.id, engine, signal);
    return {cluster, state: 'stopped', until, ...(left === undefined ? {} : {problem: left}), services: []};
  }
  const [told, memoryBytes] = await Promise.all([
    askTunnel(container.id, engine, signal),
    engine.containers.memoryUsage(container.name, {signal}),
  ]);
  const problem = told?.problem === undefined ? {} : {problem: told.problem};
  return {cluster, state: told?.ready ? 'running' : 'starting', until, memoryBytes, ...problem, services: told?.services ?? []};
}
