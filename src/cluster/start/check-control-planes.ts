import {AppError} from '../../errors/app-error.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import type {NumberedNode} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/**
 * Refuses to go on with a cluster whose control planes have all lost their volumes: what was in it is gone, and an empty one in its place would
 * be another cluster under the same name.
 * @throws AppError E_NODE.
 */
export function checkControlPlanes(name: string, state: ClusterState | undefined, nodes: readonly NumberedNode[]): void {
  if (!state?.complete) return;
  const controlPlanes = controlPlanesOf(nodes);
  const kept = state.nodes.filter(({spec, volume}) => spec.role === 'control-plane' && volume !== undefined);
  if (kept.length > 0) return;
  const which = controlPlanes.length === 0 ? 'all its control planes' : controlPlanes.map((node) => node.name).join(', ');
  throw new AppError('E_NODE', `The cluster "${name}" cannot be repaired: the volumes of ${which} are gone, and all objects with them.`, {
    hints: [`flotilla delete -p ${name}, then flotilla start -p ${name}, makes it anew`],
  });
}
