import {AppError} from '../errors/app-error.ts';
import {addressBits, type Family, formatAddress, parseAddress} from './address.ts';

/** A network as numbers: its first address, and the prefix length, 0 to 32 or 128. */
export interface Cidr {
  readonly family: Family;
  readonly address: bigint;
  readonly prefix: number;
}

/** The networks of a list between commas, as kubeadm writes those of a dual-stack cluster: `10.244.0.0/16,fd00:10:244::/56`. */
export const cidrsIn = (list: string): string[] => list.split(',').map((cidr) => cidr.trim());

/** Whether a network or address is an IPv6 one. */
export const isIPv6 = (text: string): boolean => text.includes(':');

/** Like {@link parseCidr}, with `undefined` in place of an error. */
export function tryParseCidr(text: string): Cidr | undefined {
  const [head = '', tail = '', ...rest] = text.split('/');
  const address = parseAddress(head);
  const prefix = /^\d{1,3}$/.test(tail) ? Number(tail) : Number.NaN;
  if (address === undefined || !(prefix <= addressBits(address.family)) || rest.length > 0) return undefined;
  const {family, number} = address;
  return {family, address: number - (number % sizeOf({family, prefix})), prefix};
}

/**
 * Reads `10.1.2.3/16` or `fd00::1/64`; bits behind the prefix are cleared.
 * @throws AppError E_SUBNET when it is not a network.
 */
export function parseCidr(text: string): Cidr {
  const cidr = tryParseCidr(text);
  if (!cidr) throw new AppError('E_SUBNET', `"${text}" is not a network such as 10.244.0.0/16 or fd00:10:244::/56.`);
  return cidr;
}

/** The canonical text of a network: `10.1.0.0/16`. */
export function formatCidr({family, address, prefix}: Cidr): string {
  return `${formatAddress({family, number: address})}/${prefix}`;
}

/** How many addresses a network has, the first and the last included. */
export function addressCount(cidr: string): number {
  return Number(sizeOf(parseCidr(cidr)));
}

/** Whether two networks, or any two of two lists, have an address in common. */
export function overlaps(a: string, b: string): boolean {
  return rangesIn(a).some((one) =>
    rangesIn(b).some((other) => one.family === other.family && one.first < other.end && other.first < one.end),
  );
}

/** Whether a network, or one of a list, holds all of another network, or an address. */
export function contains(cidr: string, inner: string): boolean {
  const innerRange = rangeOf(inner.includes('/') ? inner : `${inner}/${isIPv6(inner) ? 128 : 32}`);
  return rangesIn(cidr).some(
    (outer) => outer.family === innerRange.family && innerRange.first >= outer.first && innerRange.end <= outer.end,
  );
}

/**
 * The address at a place in a network: 0 is the network's own, 1 the first usable, -1 the last (IPv4: broadcast).
 * @throws AppError E_SUBNET when the network is too small.
 */
export function nthAddress(cidr: string, n: number): string {
  const network = parseCidr(cidr);
  const size = sizeOf(network);
  const offset = n < 0 ? size + BigInt(n) : BigInt(n);
  if (offset < 0n || offset >= size) throw new AppError('E_SUBNET', `The network ${cidr} has ${size} addresses, so none at place ${n}.`);
  return formatAddress({family: network.family, number: network.address + offset});
}

/**
 * The subnet of this prefix length at a place in a network, counted from 0.
 * @throws AppError E_SUBNET when the network has fewer.
 */
export function nthSubnet(cidr: string, prefix: number, n: number): string {
  const {family, address, prefix: outer} = parseCidr(cidr);
  const count = prefix < outer || prefix > addressBits(family) ? 0 : 2 ** (prefix - outer);
  if (n < 0 || n >= count)
    throw new AppError('E_SUBNET', `The network ${cidr} has ${count} subnets of length /${prefix}, so none at place ${n}.`);
  return formatCidr({family, address: address + BigInt(n) * sizeOf({family, prefix}), prefix});
}

interface Range {
  readonly family: Family;
  readonly first: bigint;
  /** The first address behind it. */
  readonly end: bigint;
}

const rangesIn = (list: string): Range[] => cidrsIn(list).map(rangeOf);

function rangeOf(text: string): Range {
  const cidr = parseCidr(text);
  return {family: cidr.family, first: cidr.address, end: cidr.address + sizeOf(cidr)};
}

function sizeOf({family, prefix}: Pick<Cidr, 'family' | 'prefix'>): bigint {
  return 1n << BigInt(addressBits(family) - prefix);
}
