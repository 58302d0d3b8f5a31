import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import type {Progress} from '../progress/progress.ts';
import {lockImageBuild} from './state/cluster-lock.ts';
import type {Paths} from './state/paths.ts';

export interface PurgeDeps {
  readonly paths: Paths;
  /** Where the settings of this user are. */
  readonly configFolder: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Removes all that Flotilla keeps on this machine for the user besides clusters: SSH keys and locks, the cache, settings. Says which folders
 * there were. Call it when no cluster is left.
 * @throws AppError E_LOCKED while a node image is being built, E_USAGE when a folder is the user's home or the root.
 */
export async function purge({paths, configFolder, progress, signal}: PurgeDeps): Promise<string[]> {
  const folders = [...new Set([paths.data, paths.cache, configFolder].map((folder) => resolve(folder)))];
  for (const folder of folders) checkFolder(folder);
  // A build that is going on writes to the cache. The lock itself lies in one of the folders, so it ends before they do.
  await (await lockImageBuild({paths, progress, signal, timeoutMs: 500}))[Symbol.asyncDispose]();
  const removed: string[] = [];
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    await rm(folder, {recursive: true, force: true});
    removed.push(folder);
  }
  return removed;
}

function checkFolder(folder: string): void {
  if (folder !== resolve(homedir()) && folder !== '/') return;
  throw new AppError('E_USAGE', `${folder} is not removed: it is not Flotilla's alone.`, {
    hints: ['check FLOTILLA_HOME and XDG_CONFIG_HOME'],
  });
}
