/** Shorter than this a route is a way out, not a network: the default route, and the two halves that VPNs lay over it. */
const shortestNetwork = 8;

/** CIDRs in /proc/net/route, whose addresses are little-endian hexadecimal; without default routes in all their forms. */
export function parseRoutes(text: string): readonly string[] {
  const lines = text.split('\n').slice(1);
  const cidrs = lines.flatMap((line) => {
    const [, destination, , , , , , mask] = line.trim().split(/\s+/);
    if (destination === undefined || mask === undefined || prefixLength(mask) < shortestNetwork) return [];
    return [`${address(destination)}/${prefixLength(mask)}`];
  });
  return [...new Set(cidrs)];
}

/** CIDRs in /proc/net/ipv6_route that other networks must keep clear of: no default, link-local, multicast or single-address routes. */
export function parseIPv6Routes(text: string): readonly string[] {
  const cidrs = text.split('\n').flatMap((line) => {
    const [, destination = '', length = ''] = /^([0-9a-f]{32}) ([0-9a-f]{2}) /.exec(line) ?? [];
    const prefix = Number.parseInt(length, 16);
    if (!(prefix >= shortestNetwork && prefix < 128) || /^f(?:e[89ab]|f)/.test(destination)) return [];
    // The platform writes an IPv6 address as everybody does.
    const {hostname} = new URL(`http://[${destination.match(/.{4}/g)?.join(':')}]`);
    return [`${hostname.slice(1, -1)}/${prefix}`];
  });
  return [...new Set(cidrs)];
}

/** The ports of listening sockets in /proc/net/tcp and tcp6: local address, remote address and state, where 0A is LISTEN. */
export function listeningPorts(text: string): readonly number[] {
  return [...text.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:0000 0A /gm)].map(([, port = '']) => Number.parseInt(port, 16));
}

function address(hex: string): string {
  const bytes = [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return bytes.join('.');
}

function prefixLength(hex: string): number {
  return Number.parseInt(hex, 16).toString(2).replaceAll('0', '').length;
}

/** One figure of /proc/meminfo in bytes; 0 when it is not there. */
export function memoryFigure(text: string, name: 'MemTotal' | 'MemAvailable'): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** The hard limit of open files in /proc/PID/limits. */
export function openFilesLimit(text: string): number | undefined {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(text)?.[1];
  return hard === undefined ? undefined : limitNumber(hard);
}

/** A limit as /proc and ulimit write it. */
export function limitNumber(text: string): number {
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
}

/** Whether a process is seen from its own PID namespace and not from outside a container: then /proc/PID/status has one NSpid. */
export function isInThisPidNamespace(status: string): boolean {
  return /^NSpid:\s*\d+$/m.test(status);
}
