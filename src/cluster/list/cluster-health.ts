import type {ClusterState} from '../state/cluster-state.ts';
import type {HostState} from '../status/node-status.ts';

/** How a cluster is, in minikube's words. */
export type ClusterHealth = 'OK' | 'Starting' | 'Stopped' | 'Paused' | 'Degraded' | 'Error';

/** A cluster with what `list` says of it. */
export interface ListedCluster {
  readonly state: ClusterState;
  readonly health: ClusterHealth;
}

/** How a cluster is as far as its containers tell; what runs inside them is another matter. */
export function containerHealth({nodes, complete}: ClusterState): ClusterHealth {
  if (!complete) return 'Starting';
  const states = new Set(nodes.map(({container}) => container?.state));
  if (states.size !== 1) return 'Degraded';
  if (states.has('running')) return 'OK';
  if (states.has('paused')) return 'Paused';
  return states.has('exited') || states.has('created') ? 'Stopped' : 'Degraded';
}

/** How a cluster is whose nodes all run, by its API server: one that nothing answers for is on its way, or its start was interrupted. */
export function healthOfRunning(apiServer: HostState): ClusterHealth {
  if (apiServer === 'Running') return 'OK';
  return apiServer === 'Stopped' ? 'Starting' : 'Error';
}
