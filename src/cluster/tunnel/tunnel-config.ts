import {addressBits, formatAddress} from '../../network/address.ts';
import {cidrsIn, isIPv6, parseCidr} from '../../network/cidr.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';

/** Where addresses of one family come from, both ends included. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/** The file of the program `flotilla-tunnel`; images/tunnel/main.go reads it. */
export interface TunnelConfig {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly ranges: readonly AddressRange[];
  readonly kubeProxy: boolean;
  /** It ends when no terminal follows it any more. */
  readonly attached: boolean;
  /** Statuses that something else has written are replaced. */
  readonly cleanup: boolean;
}

/**
 * The upper half of the cluster's subnet, of each family that Services have, without its first address, which looks like a network's, and
 * IPv4's last, which is the broadcast.
 */
export function serviceRanges({networking}: DecidedSpec): AddressRange[] {
  const families = new Set(cidrsIn(networking.serviceCIDR).map(isIPv6));
  return cidrsIn(networking.subnet)
    .filter((cidr) => families.has(isIPv6(cidr)))
    .map((text) => {
      const {family, address, prefix} = parseCidr(text);
      const size = 1n << BigInt(addressBits(family) - prefix);
      const [first, last] = [address + size / 2n + 1n, address + size - (family === 4 ? 2n : 1n)];
      return {first: formatAddress({family, number: first}), last: formatAddress({family, number: last})};
    });
}
