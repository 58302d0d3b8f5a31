import {addressCount, formatCidr, nthAddress, nthSubnet, parseCidr} from '../../network/cidr.ts';

/** Places in the cluster's subnet: .1 gateway, .2 API load balancer, from .10 the nodes by their index. */
const firstNodePlace = 10;
const loadBalancerPlace = 2;

/** Where the engine creates the cluster's network when none is asked for: /22 networks, at first where little else is. */
export const subnetCandidates: readonly string[] = ['172.30.0.0/16', '172.29.0.0/16', '10.213.0.0/16'].flatMap((pool) =>
  Array.from({length: 64}, (_, index) => nthSubnet(pool, 22, index)),
);

export const gatewayAddress = (subnet: string): string => nthAddress(subnet, 1);

export const apiBalancerAddress = (subnet: string): string => nthAddress(subnet, loadBalancerPlace);

/** Fixed address of a node. */
export const nodeAddress = (subnet: string, index: number): string => nthAddress(subnet, firstNodePlace + index);

/** Fixed pod CIDR of a node: a /24 each. */
export const nodePodCidr = (podCIDR: string, index: number): string => nthSubnet(podCIDR, 24, index);

/** How many nodes have an address and a pod CIDR in these networks; addresses for Services and other containers are left over. */
export function nodeCapacity(subnet: string, podCIDR: string): number {
  return Math.min(nodesPerSubnet(subnet), 2 ** (24 - parseCidr(podCIDR).prefix));
}

/**
 * Where the engine may take addresses for other containers on the network, so that none takes a node's:
 * the second quarter of the subnet. The upper half is kept for LoadBalancer Services.
 */
export function dynamicRange(subnet: string): string {
  const {address, prefix} = parseCidr(subnet);
  return formatCidr({address: address + addressCount(subnet) / 4, prefix: prefix + 2});
}

/** A quarter of the subnet, less the places before the first node. */
export const nodesPerSubnet = (subnet: string): number => addressCount(subnet) / 4 - firstNodePlace;
