import type {NodeRole} from '../spec/cluster-spec.ts';
import type {ClusterState} from '../state/cluster-state.ts';

const usualNodes = 3;

interface KnownNode {
  readonly role: NodeRole;
  readonly isRunning: boolean;
}

function knownNodes(clusters: readonly ClusterState[]): KnownNode[] {
  return clusters.flatMap(({nodes}) => nodes.map(({spec, container}) => ({role: spec.role, isRunning: container?.state === 'running'})));
}

/** How many nodes to reckon with: as many as the user says, else as many as exist, and three at least. */
export function plannedNodeCount(asked: number | undefined, clusters: readonly ClusterState[]): number {
  return asked ?? Math.max(usualNodes, knownNodes(clusters).length);
}

/** The roles of all nodes that are reckoned with: those that exist first; of new ones the first is a control plane if there is none. */
export function plannedRoles(planned: number, clusters: readonly ClusterState[]): readonly NodeRole[] {
  return rolesOf(planned, knownNodes(clusters)).map(({role}) => role);
}

/** The roles of those among them that do not run yet. */
export function rolesToStart(planned: number, clusters: readonly ClusterState[]): readonly NodeRole[] {
  return rolesOf(planned, knownNodes(clusters))
    .filter(({isRunning}) => !isRunning)
    .map(({role}) => role);
}

function rolesOf(planned: number, known: readonly KnownNode[]): readonly KnownNode[] {
  const roles = known.toSorted((a, b) => Number(b.isRunning) - Number(a.isRunning)).slice(0, planned);
  const hasControlPlane = known.some(({role}) => role === 'control-plane');
  const added = Array.from({length: planned - roles.length}, (_, index): KnownNode => {
    const role = index === 0 && !hasControlPlane ? 'control-plane' : 'worker';
    return {role, isRunning: false};
  });
  return [...roles, ...added];
}
