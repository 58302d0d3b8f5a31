import {readFile, rename, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** Where the kernel's settings are; tests make up folders. */
export interface SysctlPlaces {
  /** `/proc/sys/fs/inotify` */
  readonly live: string;
  /** `/etc/sysctl.d`: what is written there is set again at each boot. */
  readonly persistent: string;
}

export const systemSysctl: SysctlPlaces = {live: '/proc/sys/fs/inotify', persistent: '/etc/sysctl.d'};
/** The only file that `--fix` writes beside the live settings. */
export const persistentFile = '99-flotilla.conf';

export type LimitName = 'max_user_instances' | 'max_user_watches';
export type Limits = Partial<Record<LimitName, number>>;

export interface RaisedLimit {
  readonly name: LimitName;
  readonly before: number;
  readonly now: number;
  /** The file that sets it at each boot; absent where the system has no folder for such files. */
  readonly persistent?: string;
}

/**
 * Raises limits of inotify now and for later boots; never lowers one, and in our file keeps the greater of two values.
 * @throws NodeJS.ErrnoException when the kernel or the file system refuses.
 */
export async function raiseLimits(wanted: Limits, {live, persistent}: SysctlPlaces): Promise<readonly RaisedLimit[]> {
  const raised: RaisedLimit[] = [];
  for (const [name, value] of Object.entries(wanted) as [LimitName, number][]) {
    const file = join(live, name);
    const before = Number(await readFile(file, 'utf8'));
    if (before >= value) continue;
    await writeFile(file, String(value));
    raised.push({name, before, now: value});
  }
  const kept = raised.length > 0 ? await keep(raised, persistent) : undefined;
  return raised.map((limit) => ({...limit, ...(kept === undefined ? {} : {persistent: kept})}));
}

async function keep(raised: readonly RaisedLimit[], folder: string): Promise<string | undefined> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return undefined;
  const file = join(folder, persistentFile);
  const earlier = parseLimits(await readFile(file, 'utf8').catch(() => ''));
  for (const {name, now} of raised) earlier.set(name, Math.max(now, earlier.get(name) ?? 0));
  const lines = [...earlier].map(([name, value]) => `fs.inotify.${name} = ${value}\n`);
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `# Written by flotilla doctor --fix: all nodes of this machine share these limits.\n${lines.join('')}`);
  await rename(fresh, file);
  return file;
}

function parseLimits(text: string): Map<string, number> {
  return new Map([...text.matchAll(/^fs\.inotify\.(\w+)\s*=\s*(\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}
