import {cidrsIn, isIPv6} from '../../network/cidr.ts';
import type {IpFamily, Networking} from './cluster-spec.ts';
import type {SpecIssue} from './spec-issue.ts';

type Family = 'ipv4' | 'ipv6';

const words: Readonly<Record<IpFamily, string>> = {ipv4: 'one IPv4 network', ipv6: 'one IPv6 network', dual: 'a network of each family'};

const familiesOf = (networks: string): Family[] => cidrsIn(networks).map((cidr) => (isIPv6(cidr) ? 'ipv6' : 'ipv4'));

/** Networks whose families are not those of `ipFamily`, or are in different orders: the first is the cluster's primary one. */
export function familyIssues({ipFamily, podCIDR, serviceCIDR, subnet}: Networking): readonly SpecIssue[] {
  const wanted: readonly Family[] = ipFamily === 'dual' ? ['ipv4', 'ipv6'] : [ipFamily];
  const issue = (key: string, message: string): SpecIssue => ({id: 'E_CONFIG', path: ['networking', key], message});
  const wrong = Object.entries({podCIDR, serviceCIDR})
    .filter(([, networks]) => familiesOf(networks).toSorted().join() !== wanted.join())
    .map(([key, networks]) => issue(key, `${networks} is not ${words[ipFamily]}, which ipFamily: ${ipFamily} needs`));
  if (wrong.length === 0 && familiesOf(podCIDR)[0] !== familiesOf(serviceCIDR)[0])
    return [issue('serviceCIDR', `${serviceCIDR} must have its families in the order of the pods' (${podCIDR})`)];
  if (subnet === undefined || wanted.includes('ipv6') || familiesOf(subnet).join() === 'ipv4') return wrong;
  return [...wrong, issue('subnet', `${subnet} is not one IPv4 network, which ipFamily: ipv4 needs`)];
}
