import {apiBalancerAddress, nodeAddress} from '../plan/addresses.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort} from '../plan/names.ts';

/**
 * Environment that leads a system pod to the API server past the Service `kubernetes`: it then works before kube-proxy does, and need not
 * crash and back off meanwhile.
 */
export function apiEnvironment({networking, nodes}: DecidedSpec): readonly {readonly name: string; readonly value: string}[] {
  const single = nodes.filter(({role}) => role === 'control-plane').length === 1;
  return [
    {name: 'KUBERNETES_SERVICE_HOST', value: single ? nodeAddress(networking.subnet, 0) : apiBalancerAddress(networking.subnet)},
    {name: 'KUBERNETES_SERVICE_PORT', value: String(apiServerPort)},
  ];
}
