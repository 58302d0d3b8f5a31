import {readFileSync, readlinkSync} from 'node:fs';

/** Whoever holds a lock: its process, when that began, and the space in which the process's number means anything. */
interface LockHolder {
  readonly pid: number;
  readonly since: string;
  readonly space: string;
}

/** This process, as the text of a lock file. */
export function describeHolder(): string {
  const holder: LockHolder = {pid: process.pid, since: startOf(process.pid) ?? '', space: processSpace()};
  return JSON.stringify(holder);
}

/**
 * Whether the process that wrote this text has ended, however long it has held the lock: one that stands still is not gone. `undefined` when
 * that cannot be known: another program's lock, or one of a process of another machine or container.
 */
export function isHolderGone(text: string): boolean | undefined {
  const holder = parseHolder(text);
  if (!holder || holder.space !== processSpace()) return undefined;
  return !isAlive(holder.pid) || (startOf(holder.pid) ?? '') !== holder.since;
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    return typeof value?.pid === 'number' && typeof value.since === 'string' && typeof value.space === 'string'
      ? {pid: value.pid, since: value.since, space: value.space}
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in ticks since the boot: a number that was given to another process since has another. Linux only. */
function startOf(pid: number): string | undefined {
  try {
    // The program's name may hold spaces and parentheses; the fields after it are counted from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The boot and the process namespace on Linux; elsewhere all processes that see the file are taken to be of one machine. */
function processSpace(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return process.platform;
  }
}
