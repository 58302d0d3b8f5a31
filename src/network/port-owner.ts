import {readdir, readFile, readlink} from 'node:fs/promises';

type Protocol = 'tcp' | 'udp' | 'sctp';

/** The program that listens on a port of this machine, such as `nginx (process 812)`; nothing where the kernel or a permission hides it. */
export async function portOwner(port: number, protocol: Protocol): Promise<string | undefined> {
  const tables = await Promise.all([protocol, `${protocol}6`].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  const inodes = new Set(tables.flatMap((table) => socketsOn(table, port, protocol)));
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    if (!(await holds(pid, inodes))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return `${name} (process ${pid})`;
  }
  return undefined;
}

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp or udp. */
export function socketsOn(table: string, port: number, protocol: Protocol): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = protocol === 'tcp' ? '0A' : '07';
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return local.endsWith(suffix) && state === listening && inode !== undefined ? [inode] : [];
  });
}

async function holds(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''));
}
