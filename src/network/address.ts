import {isIP} from 'node:net';

export type Family = 4 | 6;

/** An address as a number, which may be counted with. */
export interface Address {
  readonly family: Family;
  readonly number: bigint;
}

/** Length of an address in bits. */
export const addressBits = (family: Family): number => (family === 4 ? 32 : 128);

/** `10.0.0.1` or `fd00::1` as a number, or `undefined` when it is neither an IPv4 nor an IPv6 address; zones (`%eth0`) are not taken. */
export function parseAddress(text: string): Address | undefined {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) return {family, number: joined(text.split('.').map(BigInt), 8n)};
  return family === 6 ? {family, number: joined(groupsOf(text), 16n)} : undefined;
}

/** The canonical text of an address: dotted, or compressed as in RFC 5952. */
export function formatAddress({family, number}: Address): string {
  if (family === 4) return parts(number, 4, 8n).join('.');
  const groups = parts(number, 8, 16n).map((group) => group.toString(16));
  // The platform knows how to compress it.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** An address as it stands in a URL or before a port: IPv6 in brackets. Names are left as they are. */
export const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The eight groups of a valid IPv6 address, also of one that ends in a dotted IPv4 address. */
function groupsOf(text: string): bigint[] {
  const [head = [], tail] = text.split('::').map(groupsOfHalf);
  if (tail === undefined) return head;
  return [...head, ...Array.from({length: 8 - head.length - tail.length}, () => 0n), ...tail];
}

function groupsOfHalf(text: string): bigint[] {
  return text.split(':').flatMap((group) => {
    if (group === '') return [];
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const number = joined(group.split('.').map(BigInt), 8n);
    return [number >> 16n, number & 0xffffn];
  });
}

const joined = (units: readonly bigint[], bits: bigint): bigint => units.reduce((number, unit) => (number << bits) | unit, 0n);

const parts = (number: bigint, count: number, bits: bigint): bigint[] =>
  Array.from({length: count}, (_, place) => (number >> (bits * BigInt(count - 1 - place))) & ((1n << bits) - 1n));
