import {lstat, mkdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {sshSettings} from '../ssh-settings.ts';

/** Seconds that a shared connection stays after its last use: the next command need not log in again. */
const persistSeconds = 60;
/** A socket's path has at most 104 bytes on some systems; ssh adds a hash of 40 and, while it makes it, a suffix of 17. */
const longestFolder = 104 - 40 - 17 - 2;

/**
 * Options by which all connections of this user to a host go through one: each call of the engine is an ssh of its own, and servers refuse
 * those that log in too many at a time. None where the user's configuration does that already, or where it cannot be done safely.
 */
export async function sharingOptions(url: URL): Promise<readonly string[]> {
  const [{sharesConnections}, folder] = await Promise.all([sshSettings(url), socketFolder()]);
  if (sharesConnections || folder === undefined) return [];
  return ['-o', 'ControlMaster=auto', '-o', `ControlPersist=${persistSeconds}`, '-o', `ControlPath=${folder}/%C`];
}

/** A folder that only this user can use. */
async function socketFolder(): Promise<string | undefined> {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const folder = join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), `flotilla-ssh-${user}`);
  if (Buffer.byteLength(folder) > longestFolder) return undefined;
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
    const {uid, mode} = await lstat(folder);
    return uid === user && (mode & 0o077) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}
