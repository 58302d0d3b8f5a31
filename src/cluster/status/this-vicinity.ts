import {lstat, readFile, statfs} from 'node:fs/promises';
import {networkInterfaces} from 'node:os';
import {isListening} from '../../network/is-listening.ts';
import type {Vicinity} from './vicinity.ts';

/** A node on this machine answers in less than one. */
const timeoutMs = 500;

/** What can be seen from this process. */
export const thisVicinity: Vicinity = {
  hasAddress: (address) => Object.values(networkInterfaces()).some((addresses) => addresses?.some((one) => one.address === address)),
  isListening: (address, port, signal) => isListening(address, port, {signal, timeoutMs}),
  usedPercent: async (folder) => {
    const [visible, mounts] = await Promise.all([isThere(folder), readFile('/proc/self/mountinfo', 'utf8').catch(() => '')]);
    const mount = visible ? mountOf(folder, mounts) : undefined;
    const disk = mount === undefined ? undefined : await statfs(mount).catch(() => undefined);
    if (!disk) return undefined;
    const used = disk.blocks - disk.bfree;
    return used + disk.bavail === 0 ? undefined : Math.ceil((100 * used) / (used + disk.bavail));
  },
};

/** A folder that may not be looked at, as the engine's for others than root, is there; its file system can be asked at its mount point. */
async function isThere(folder: string): Promise<boolean> {
  return lstat(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );
}

/** The mount point that a path lies below, the nearest of those in the text of /proc/self/mountinfo. */
export function mountOf(path: string, mountinfo: string): string | undefined {
  const points = mountinfo.split('\n').flatMap((line) => {
    const point = line.split(' ')[4];
    return point === undefined
      ? []
      : [point.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))];
  });
  const above = points.filter((point) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`));
  return above.toSorted((a, b) => b.length - a.length)[0];
}
