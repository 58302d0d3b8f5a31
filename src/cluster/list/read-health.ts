import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {isRemote} from '../../engine/is-remote.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {type ClusterState, readClusters} from '../state/cluster-state.ts';
import {type ApiServerDeps, apiServerState, clusterView} from '../status/api-server-state.ts';
import {containerHealth, healthOfRunning, type ListedCluster} from './cluster-health.ts';

/** Milliseconds that an API server has to answer: less than `status` gives it, for one that hangs shall not hold up the list of the others. */
const patienceMs = {here: 2000, remote: 5000};

export interface HealthDeps extends ApiServerDeps {
  readonly engine: Engine;
  readonly kubeconfig: UserKubeconfig;
}

/** All clusters of the engine and how they are; the API servers of those whose nodes run are asked, all at the same time. */
export async function readHealth(deps: HealthDeps): Promise<readonly ListedCluster[]> {
  const states = await readClusters(deps.engine, deps);
  const timeout = AbortSignal.timeout(patienceMs[isRemote(deps.engine.endpoint) ? 'remote' : 'here']);
  const probing = {...deps, signal: AbortSignal.any([deps.signal, timeout])};
  return mapConcurrent(states, {signal: deps.signal}, async (state) => ({state, health: await healthOf(state, probing)}));
}

async function healthOf(state: ClusterState, deps: HealthDeps) {
  const seen = containerHealth(state);
  return seen === 'OK' ? healthOfRunning(await apiServerState(clusterView(state, deps.kubeconfig), undefined, deps)) : seen;
}
