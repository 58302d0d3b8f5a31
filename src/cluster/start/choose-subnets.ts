import {AppError} from '../../errors/app-error.ts';
import {isIPv6, overlaps} from '../../network/cidr.ts';
import {byFamily, ipv6SubnetCandidates, subnetCandidates} from '../plan/addresses.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';

/**
 * The subnets asked for, or for what is left open the first candidates that overlap with nothing, the family of the cluster first.
 * There is one of IPv4 in any case, for engines make no network without; one of IPv6 where pods have such addresses.
 * @throws AppError E_SUBNET.
 */
export function chooseSubnets({networking}: ClusterSpec, taken: readonly string[]): string {
  const asked = networking.subnet === undefined ? {} : byFamily(networking.subnet);
  const inside = [networking.podCIDR, networking.serviceCIDR];
  const ipv4 = chooseSubnet(asked.ipv4, subnetCandidates, taken, inside);
  if (byFamily(networking.podCIDR).ipv6 === undefined) return ipv4;
  const ipv6 = chooseSubnet(asked.ipv6, ipv6SubnetCandidates, taken, inside);
  return (isIPv6(networking.podCIDR.split(',')[0] ?? '') ? [ipv6, ipv4] : [ipv4, ipv6]).join(',');
}

function chooseSubnet(
  asked: string | undefined,
  candidates: readonly string[],
  taken: readonly string[],
  inside: readonly string[],
): string {
  if (asked !== undefined) {
    const other = taken.find((network) => overlaps(asked, network));
    if (other === undefined) return asked;
    throw new AppError('E_SUBNET', `The subnet ${asked} overlaps with ${other}, which the host uses already.`, {
      hints: ['choose another with --subnet, or leave it out and a free one is chosen'],
    });
  }
  const avoided = [...taken, ...inside];
  const free = candidates.find((candidate) => !avoided.some((other) => overlaps(candidate, other)));
  if (free !== undefined) return free;
  const example = candidates.some(isIPv6) ? 'fd00:99::/64' : '10.99.0.0/22';
  throw new AppError('E_SUBNET', 'All networks that Flotilla chooses from are in use.', {
    hints: [`name a free one with --subnet, such as --subnet ${example}`],
  });
}
