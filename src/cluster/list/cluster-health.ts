import type {ClusterState} from '../state/cluster-state.ts';

/** How a cluster is, in minikube's words, as far as its containers tell. */
export type ClusterHealth = 'OK' | 'Starting' | 'Stopped' | 'Paused' | 'Degraded';

/** Looks at containers only; what runs inside them is for `status` to find out. */
export function clusterHealth({nodes, complete}: ClusterState): ClusterHealth {
  if (!complete) return 'Starting';
  const states = new Set(nodes.map(({container}) => container?.state));
  if (states.size !== 1) return 'Degraded';
  if (states.has('running')) return 'OK';
  if (states.has('paused')) return 'Paused';
  return states.has('exited') || states.has('created') ? 'Stopped' : 'Degraded';
}
