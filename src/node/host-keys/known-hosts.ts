import {createHmac} from 'node:crypto';

/** What lists of known hosts say about a key that a host has shown. */
export type HostKeyVerdict = 'trusted' | 'unknown' | 'changed' | 'revoked';

interface KnownHost {
  readonly marker: string | undefined;
  readonly patterns: readonly string[];
  readonly type: string;
  readonly key: string;
}

/** How known_hosts names a host: `10.0.0.5`, or `[10.0.0.5]:2222` on another port than 22. */
export const hostPattern = (host: string, port: number): string => (port === 22 ? host : `[${host}]:${port}`);

/** The line of known_hosts for a host, from the line of its public key file. */
export function knownHostsLine(names: readonly string[], publicKey: string): string {
  const [type = '', key = ''] = publicKey.trim().split(/\s+/);
  return `${names.join(',')} ${type} ${key}`;
}

/** Types of the keys that are known of a host: those to ask it for first. */
export function knownKeyTypes(text: string, host: string, port: number): string[] {
  return [...new Set(keysOf(text, host, port).flatMap(({marker, type}) => (marker === undefined ? [type] : [])))];
}

/** Judges a key by the text of known_hosts files. Certificate authorities are not followed. */
export function judgeHostKey(text: string, host: string, port: number, key: Buffer): HostKeyVerdict {
  const known = keysOf(text, host, port);
  const shown = key.toString('base64');
  if (known.some((one) => one.marker === '@revoked' && one.key === shown)) return 'revoked';
  const plain = known.filter(({marker}) => marker === undefined);
  if (plain.some((one) => one.key === shown)) return 'trusted';
  return plain.some(({type}) => type === keyType(key)) ? 'changed' : 'unknown';
}

/** The type in front of a public key in its wire form: `ssh-ed25519`. */
export const keyType = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

function keysOf(text: string, host: string, port: number): KnownHost[] {
  const name = hostPattern(host, port).toLowerCase();
  return text
    .split('\n')
    .flatMap(parseLine)
    .filter(({patterns}) => matches(patterns, name));
}

function parseLine(line: string): KnownHost[] {
  const words = line.trim().split(/\s+/);
  if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return [];
  const marker = words[0].startsWith('@') ? words.shift() : undefined;
  const [hosts = '', type, key] = words;
  return type === undefined || key === undefined ? [] : [{marker, patterns: hosts.split(','), type, key}];
}

function matches(patterns: readonly string[], name: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesOne(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => matchesOne(pattern, name));
}

function matchesOne(pattern: string, name: string): boolean {
  if (pattern.startsWith('|1|')) {
    const [salt = '', hash = ''] = pattern.slice(3).split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  const expression = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
}

/**
 * The text of a known_hosts file with a host's key in it. An older key that it has for just this host goes: a cluster that was made anew has
 * the addresses of the one before.
 */
export function withKnownHost(text: string, host: string, publicKey: string): string {
  const [type = '', key = ''] = publicKey.trim().split(/\s+/);
  if (judgeHostKey(text, host, 22, Buffer.from(key, 'base64')) === 'trusted') return text;
  const isOld = (line: string): boolean =>
    parseLine(line).some(
      (known) => known.marker === undefined && known.type === type && known.patterns.length === 1 && matches(known.patterns, host),
    );
  const kept = text.split('\n').filter((line) => !isOld(line));
  const before = kept.join('\n').replace(/\n*$/, '');
  return `${before}${before === '' ? '' : '\n'}${knownHostsLine([host], publicKey)}\n`;
}
