import {apiBalancerAddress, nodeAddress} from './addresses.ts';
import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';

/** How the API server is reached. */
export interface ApiAccess {
  /** Through the load balancer, which publishes the port on the host; otherwise the only control plane does. */
  readonly balanced: boolean;
  /** Where nodes and system pods find it. */
  readonly address: string;
}

export const controlPlanesOf = (nodes: readonly NumberedNode[]): readonly NumberedNode[] =>
  nodes.filter(({spec}) => spec.role === 'control-plane');

/** Several control planes have a balancer in front; one that was made stays, so that a cluster that shrinks keeps its address. */
export function apiAccess({networking}: DecidedSpec, nodes: readonly NumberedNode[], hasBalancer: boolean): ApiAccess {
  const [first, ...others] = controlPlanesOf(nodes);
  const balanced = hasBalancer || others.length > 0 || first === undefined;
  return {balanced, address: balanced ? apiBalancerAddress(networking.subnet) : nodeAddress(networking.subnet, first.index)};
}
