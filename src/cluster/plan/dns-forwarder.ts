import {byFamily} from './addresses.ts';
import type {DecidedSpec} from './cluster-plan.ts';

/** Where pods find the node's DNS forwarder: the same address on every node, of a family that pods have. */
export function dnsForwarderAddress({networking}: DecidedSpec): string {
  return byFamily(networking.podCIDR).ipv4 === undefined ? 'fd0f:107a:f107:a100::53' : '169.254.53.53';
}
