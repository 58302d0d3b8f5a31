import {addressBits, type Family} from '../../network/address.ts';
import {addressCount, cidrsIn, formatCidr, isIPv6, nthAddress, nthSubnet, parseCidr} from '../../network/cidr.ts';

// A cluster's networks are texts with one network, or with one of each family between a comma. The first is the primary one: by its
// addresses nodes know each other. Functions in the singular answer for it, those in the plural for all.

/** Places in the cluster's subnet: .1 gateway, .2 API load balancer, from .10 the nodes by their index. */
const firstNodePlace = 10;
const loadBalancerPlace = 2;

/** Where the engine creates the cluster's network when none is asked for: /22 networks, at first where little else is. */
export const subnetCandidates: readonly string[] = ['172.30.0.0/16', '172.29.0.0/16', '10.213.0.0/16'].flatMap((pool) =>
  Array.from({length: 64}, (_, index) => nthSubnet(pool, 22, index)),
);

/** The same for IPv6: unique local addresses, whose global ID begins with "f107". */
export const ipv6SubnetCandidates: readonly string[] = Array.from({length: 256}, (_, index) =>
  nthSubnet('fd0f:107a:f107:a000::/56', 64, index),
);

/** A pod CIDR of this length for each node. */
export const nodePodPrefix: Readonly<Record<Family, number>> = {4: 24, 6: 64};

const primary = (networks: string): string => cidrsIn(networks)[0] as string;

export const gatewayAddress = (subnet: string): string => nthAddress(primary(subnet), 1);

export const gatewayAddresses = (subnet: string): string[] => cidrsIn(subnet).map(gatewayAddress);

export const apiBalancerAddress = (subnet: string): string => nthAddress(primary(subnet), loadBalancerPlace);

export const apiBalancerAddresses = (subnet: string): string[] => cidrsIn(subnet).map(apiBalancerAddress);

/** Fixed address of a node. */
export const nodeAddress = (subnet: string, index: number): string => nthAddress(primary(subnet), firstNodePlace + index);

/** Fixed addresses of a node, the primary one first. */
export const nodeAddresses = (subnet: string, index: number): string[] => cidrsIn(subnet).map((cidr) => nodeAddress(cidr, index));

/** Those of the families that the cluster has: the network of an IPv6 cluster has IPv4 addresses as well, of which Kubernetes knows nothing. */
export function kubernetesAddresses({subnet, podCIDR}: {readonly subnet: string; readonly podCIDR: string}, index: number): string[] {
  const families = new Set(cidrsIn(podCIDR).map(isIPv6));
  return nodeAddresses(subnet, index).filter((address) => families.has(isIPv6(address)));
}

/** Fixed pod CIDR of a node: a /24, or of IPv6 a /64. */
export function nodePodCidr(podCIDR: string, index: number): string {
  const pods = primary(podCIDR);
  return nthSubnet(pods, nodePodPrefix[parseCidr(pods).family], index);
}

/** Fixed pod CIDRs of a node, the primary one first. */
export const nodePodCidrs = (podCIDR: string, index: number): string[] => cidrsIn(podCIDR).map((cidr) => nodePodCidr(cidr, index));

/** How many nodes have addresses and pod CIDRs in these networks; addresses for Services and other containers are left over. */
export function nodeCapacity(subnet: string, podCIDR: string): number {
  return Math.min(nodesPerSubnet(subnet), nodesPerPodCidr(podCIDR));
}

export function nodesPerPodCidr(podCIDR: string): number {
  return Math.min(
    ...cidrsIn(podCIDR)
      .map(parseCidr)
      .map(({family, prefix}) => Math.floor(2 ** (nodePodPrefix[family] - prefix))),
  );
}

/**
 * Where the engine may take addresses for other containers on the network, so that none takes a node's:
 * the second quarter of the subnet. The upper half is kept for LoadBalancer Services.
 */
export function dynamicRange(subnet: string): string {
  const {family, address, prefix} = parseCidr(subnet);
  return formatCidr({family, address: address + (1n << BigInt(addressBits(family) - prefix - 2)), prefix: prefix + 2});
}

/**
 * What is left to load balancers of others, `FIRST-LAST`: the upper half of the second quarter, which the engine comes to only when there are
 * very many other containers.
 */
export function spareAddresses(subnet: string): string {
  const cidr = primary(subnet);
  const eighth = addressCount(cidr) / 8;
  return `${nthAddress(cidr, eighth * 3)}-${nthAddress(cidr, eighth * 4 - 1)}`;
}

/** A quarter of the subnet, less the places before the first node. */
export const nodesPerSubnet = (subnet: string): number =>
  Math.min(...cidrsIn(subnet).map((cidr) => addressCount(cidr) / 4)) - firstNodePlace;

/** The network or address of each family in a list. */
export function byFamily(list: string): {readonly ipv4?: string; readonly ipv6?: string} {
  return Object.fromEntries(cidrsIn(list).map((text) => [isIPv6(text) ? 'ipv6' : 'ipv4', text]));
}
