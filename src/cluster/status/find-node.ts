import {AppError} from '../../errors/app-error.ts';
import type {NumberedNode} from '../plan/cluster-plan.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';

/** The nodes that a cluster shall have: those that exist, and before its first start has finished also those still to be made. */
export function expectedNodes({name, nodes, complete, spec}: ClusterState): readonly NodeState[] {
  if (complete || !spec) return nodes;
  const existing = new Set(nodes.map((node) => node.name));
  const missing = numberNodes(name, spec.nodes).filter((node) => !existing.has(node.name));
  return [...nodes, ...missing].toSorted((a, b) => a.index - b.index);
}

/**
 * The node of this name, or the first control plane when none is given. Names may be whole (`dev-worker2`), without the cluster's
 * (`worker2`), or minikube's (`m03`, the third node).
 * @throws AppError E_CLUSTER_NOT_FOUND.
 */
export function findNode(state: ClusterState, wanted: string | undefined): NodeState {
  const nodes = expectedNodes(state);
  const found = nodes.find((node) => (wanted === undefined ? node.spec.role === 'control-plane' : isCalled(node, state.name, wanted)));
  if (found) return found;
  const words = wanted === undefined ? 'control plane' : `node "${wanted}"`;
  throw new AppError('E_CLUSTER_NOT_FOUND', `The cluster "${state.name}" has no ${words}.`, {
    hints: [nodes.length > 0 ? `its nodes are ${nodes.map(({name}) => name).join(', ')}` : `flotilla start -p ${state.name}`],
  });
}

function isCalled({name, index}: NumberedNode, cluster: string, wanted: string): boolean {
  const ordinal = `m${String(index + 1).padStart(2, '0')}`;
  return [name, name.slice(cluster.length + 1), ordinal, `${cluster}-${ordinal}`].includes(wanted);
}
