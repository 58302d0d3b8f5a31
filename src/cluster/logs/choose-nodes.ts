import {AppError} from '../../errors/app-error.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';

/** The nodes whose logs are wanted: the named one, or all. @throws AppError E_CLUSTER_NOT_FOUND for a name that no node has. */
export function chooseNodes({name: cluster, nodes}: ClusterState, wanted: string | undefined): readonly NodeState[] {
  if (wanted === undefined) return nodes;
  const found = nodes.filter(({name}) => name === wanted);
  if (found.length > 0) return found;
  throw new AppError('E_CLUSTER_NOT_FOUND', `The cluster "${cluster}" has no node "${wanted}".`, {
    hints: nodes.map(({name}) => `--node ${name}`),
  });
}

/** The first control plane that runs: it can ask the API server, whatever the client's kubeconfig has. */
export function apiNode({nodes}: ClusterState): NodeState | undefined {
  return nodes.find(({spec, container}) => spec.role === 'control-plane' && container?.state === 'running');
}

export const nodeStateText = ({container}: NodeState): string => container?.state ?? 'container removed';
