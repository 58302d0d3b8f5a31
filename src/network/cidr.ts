import {AppError} from '../errors/app-error.ts';

/** An IPv4 network as numbers: the first address as an unsigned 32-bit number, and the prefix length 0 to 32. */
export interface Cidr {
  readonly address: number;
  readonly prefix: number;
}

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const addressPattern = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}$`);

/** `10.0.0.1` as a number, or `undefined` when it is not an IPv4 address. */
export function parseAddress(text: string): number | undefined {
  const match = addressPattern.exec(text);
  return match ? match.slice(1).reduce((number, part) => number * 256 + Number(part), 0) : undefined;
}

/** The dotted form of an address given as a number. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Like {@link parseCidr}, with `undefined` in place of an error. */
export function tryParseCidr(text: string): Cidr | undefined {
  const [head = '', tail = '', ...rest] = text.split('/');
  const address = parseAddress(head);
  const prefix = /^\d{1,2}$/.test(tail) ? Number(tail) : Number.NaN;
  if (address === undefined || !(prefix <= 32) || rest.length > 0) return undefined;
  return {address: address - (address % sizeOf(prefix)), prefix};
}

/**
 * Reads `10.1.2.3/16`; bits behind the prefix are cleared.
 * @throws AppError E_SUBNET when it is not an IPv4 network.
 */
export function parseCidr(text: string): Cidr {
  const cidr = tryParseCidr(text);
  if (!cidr) throw new AppError('E_SUBNET', `"${text}" is not an IPv4 network such as 10.244.0.0/16.`);
  return cidr;
}

/** The canonical text of a network: `10.1.0.0/16`. */
export function formatCidr({address, prefix}: Cidr): string {
  return `${formatAddress(address)}/${prefix}`;
}

/** How many addresses a network has, the first and the last included. */
export function addressCount(cidr: string): number {
  return sizeOf(parseCidr(cidr).prefix);
}

/** Whether two networks have an address in common. */
export function overlaps(a: string, b: string): boolean {
  const [one, other] = [parseCidr(a), parseCidr(b)];
  return one.address < other.address + sizeOf(other.prefix) && other.address < one.address + sizeOf(one.prefix);
}

/** Whether a network holds all of another network, or an address. */
export function contains(cidr: string, inner: string): boolean {
  const outerRange = parseCidr(cidr);
  const innerRange = parseCidr(inner.includes('/') ? inner : `${inner}/32`);
  return (
    innerRange.address >= outerRange.address &&
    innerRange.address + sizeOf(innerRange.prefix) <= outerRange.address + sizeOf(outerRange.prefix)
  );
}

/**
 * The address at a place in a network: 0 is the network's own, 1 the first usable, -1 the last (broadcast), -2 the last usable.
 * @throws AppError E_SUBNET when the network is too small.
 */
export function nthAddress(cidr: string, n: number): string {
  const {address, prefix} = parseCidr(cidr);
  const size = sizeOf(prefix);
  const offset = n < 0 ? size + n : n;
  if (offset < 0 || offset >= size) throw new AppError('E_SUBNET', `The network ${cidr} has ${size} addresses, so none at place ${n}.`);
  return formatAddress(address + offset);
}

/**
 * The subnet of this prefix length at a place in a network, counted from 0.
 * @throws AppError E_SUBNET when the network has fewer.
 */
export function nthSubnet(cidr: string, prefix: number, n: number): string {
  const outer = parseCidr(cidr);
  const count = prefix < outer.prefix || prefix > 32 ? 0 : 2 ** (prefix - outer.prefix);
  if (n < 0 || n >= count)
    throw new AppError('E_SUBNET', `The network ${cidr} has ${count} subnets of length /${prefix}, so none at place ${n}.`);
  return formatCidr({address: outer.address + n * sizeOf(prefix), prefix});
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}
