import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {expectedNodes, findNode} from '../status/find-node.ts';

/** The nodes whose logs are wanted: the named one, or all, also those that an interruption kept from being made. @throws AppError E_CLUSTER_NOT_FOUND. */
export function chooseNodes(cluster: ClusterState, wanted: string | undefined): readonly NodeState[] {
  return wanted === undefined ? expectedNodes(cluster) : [findNode(cluster, wanted)];
}

/** The first control plane that runs: it can ask the API server, whatever the client's kubeconfig has. */
export function apiNode({nodes}: ClusterState): NodeState | undefined {
  return nodes.find(({spec, container}) => spec.role === 'control-plane' && container?.state === 'running');
}

export const nodeStateText = ({container, volume}: NodeState): string => container?.state ?? (volume ? 'container removed' : 'never made');
