import {readdir, readFile, readlink} from 'node:fs/promises';
import type {InotifyUse} from '../doctor-facts.ts';

interface Holder {
  readonly instances: number;
  readonly cgroups: string;
  readonly isRoot: boolean;
  readonly isVisible: boolean;
}

/** Counts root's inotify instances in /proc; those of nodes are told from others by the container's id in the process's cgroup. */
export async function gatherInotify(nodeIds: readonly string[]): Promise<InotifyUse> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const holders = await Promise.all(processes.map(examine));
  const ofRoot = holders.filter((holder) => holder !== undefined).filter(({isRoot}) => isRoot);
  const isNode = ({cgroups}: Holder): boolean => nodeIds.some((id) => cgroups.includes(id));
  const sum = (some: readonly Holder[]): number => some.reduce((total, {instances}) => total + instances, 0);
  return {
    nodes: sum(ofRoot.filter(isNode)),
    others: sum(ofRoot.filter((holder) => !isNode(holder))),
    isComplete: ofRoot.every(({isVisible}) => isVisible),
  };
}

/** `undefined` for a process that has ended meanwhile. */
async function examine(pid: string): Promise<Holder | undefined> {
  try {
    const isRoot = /^Uid:\s+0\s/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
    if (!isRoot) return {instances: 0, cgroups: '', isRoot, isVisible: true};
    const descriptors = await readdir(`/proc/${pid}/fd`);
    const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    const instances = targets.filter((target) => target === 'anon_inode:inotify').length;
    const cgroups = instances === 0 ? '' : await readFile(`/proc/${pid}/cgroup`, 'utf8');
    return {instances, cgroups, isRoot, isVisible: true};
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? {instances: 0, cgroups: '', isRoot: true, isVisible: false} : undefined;
  }
}
