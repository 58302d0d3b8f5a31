import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {type ClusterState, readClusters} from '../state/cluster-state.ts';
import {type ApiServerDeps, apiServerState, clusterView, patientSignal} from '../status/api-server-state.ts';
import {type ClusterHealth, containerHealth, healthOfRunning, type ListedCluster} from './cluster-health.ts';

export interface HealthDeps extends ApiServerDeps {
  readonly engine: Engine;
  readonly kubeconfig: UserKubeconfig;
}

/** All clusters of the engine and how they are; the API servers of those whose nodes run are asked, all at the same time. */
export async function readHealth(deps: HealthDeps): Promise<readonly ListedCluster[]> {
  const states = await readClusters(deps.engine, deps);
  const probing = {...deps, signal: patientSignal(deps.engine, deps.signal)};
  return mapConcurrent(states, {signal: deps.signal}, async (state, signal) => ({
    state,
    health: await healthOf(state, probing, signal),
  }));
}

async function healthOf(state: ClusterState, deps: HealthDeps, signal: AbortSignal): Promise<ClusterHealth> {
  const seen = containerHealth(state);
  if (seen !== 'OK') return seen;
  try {
    return healthOfRunning(await apiServerState(clusterView(state, deps.kubeconfig), undefined, deps));
  } catch {
    // Whatever is wrong with one cluster, such as its certificates in the kubeconfig, the others are listed.
    signal.throwIfAborted();
    return 'Error';
  }
}
