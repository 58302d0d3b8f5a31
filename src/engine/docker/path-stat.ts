import type {IncomingHttpHeaders} from 'node:http';
import type {PathStat} from '../path-stat.ts';

/** Bits of Go's os.FileMode. */
const [folderBit, linkBit, otherBits] = [0x8000_0000, 0x0800_0000, 0x0700_0000 | 0x0020_0000];

/** Reads the header by which the engine describes a path. */
export function parsePathStat(headers: IncomingHttpHeaders): PathStat | undefined {
  const header = headers['x-docker-container-path-stat'];
  if (typeof header !== 'string') return undefined;
  const {mode, linkTarget} = JSON.parse(Buffer.from(header, 'base64').toString()) as {readonly mode: number; readonly linkTarget?: string};
  const has = (bits: number): boolean => (mode & bits) !== 0;
  const type = has(folderBit) ? 'folder' : has(linkBit) ? 'link' : has(otherBits) ? 'other' : 'file';
  return {type, linkTarget: linkTarget ?? ''};
}
