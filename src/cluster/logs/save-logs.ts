import {createWriteStream} from 'node:fs';
import {mkdir, readdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {pack} from 'tar-fs';
import {AppError, isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {chooseNodes} from './choose-nodes.ts';
import {type CollectFilesDeps, collectFiles} from './collect-files.ts';
import {LogFolder} from './log-folder.ts';
import type {OutputTarget} from './output-target.ts';

export interface SaveLogsInput {
  readonly cluster: string;
  readonly node?: string;
  readonly target: OutputTarget & {readonly kind: 'archive' | 'folder'};
}

export interface SavedLogs {
  readonly cluster: string;
  readonly file: string;
  /** What could not be had, and why; also in the file missing.txt. */
  readonly missing: readonly string[];
}

/**
 * Collects all logs beside the target and moves them there when they are complete: an interruption leaves nothing.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_FILE when the target cannot be written.
 */
export async function saveLogs(
  {cluster: name, node, target}: SaveLogsInput,
  deps: CollectFilesDeps & {readonly progress: Progress},
): Promise<SavedLogs> {
  const {engine, signal, progress} = deps;
  const cluster = await requireCluster(engine, name, {signal});
  const nodes = chooseNodes(cluster, node);
  return writing(target.path, async () => {
    const folder = new LogFolder(partialOf(target.path));
    const archive = `${folder.path}.tar.gz`;
    try {
      if (target.kind === 'folder') await assertEmpty(target.path);
      await mkdir(folder.path, {mode: 0o700});
      await progress.step(`Collecting the logs of ${nodes.length === 1 ? 'one node' : `${nodes.length} nodes`}`, () =>
        collectFiles(cluster, nodes, folder, deps),
      );
      await folder.finish();
      signal.throwIfAborted();
      if (target.kind === 'folder') await rename(folder.path, target.path);
      else {
        await packFolder(folder.path, archive, basename(target.path).replace(/\.(tar\.gz|tgz)$/, ''), signal);
        await rename(archive, target.path);
      }
      return {cluster: name, file: target.path, missing: folder.missed};
    } finally {
      await Promise.all([folder.remove(), rm(archive, {force: true})]);
    }
  });
}

/** Writes a text file in one go, as complete as it will ever be. @throws AppError E_FILE. */
export function saveText(path: string, text: string): Promise<void> {
  return writing(path, async () => {
    const partial = partialOf(path);
    try {
      await writeFile(partial, text.endsWith('\n') ? text : `${text}\n`, {mode: 0o600});
      await rename(partial, path);
    } finally {
      await rm(partial, {force: true});
    }
  });
}

/** A folder that is not there yet is empty, too. @throws NodeJS.ErrnoException as rename would, but before the work. */
async function assertEmpty(path: string): Promise<void> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0) throw Object.assign(new Error(`${path} has ${entries.length} entries`), {code: 'ENOTEMPTY'});
}

/** Whether a path is a folder now. */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const partialOf = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.partial`);

async function packFolder(folder: string, file: string, root: string, signal: AbortSignal): Promise<void> {
  const tar = pack(folder, {map: (header) => ({...header, name: join(root, header.name), uid: 0, gid: 0})});
  await pipeline(tar, createGzip(), createWriteStream(file, {mode: 0o600}), {signal});
}

/** Says failures of the file system in our words. */
async function writing<T>(path: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException;
    // The message would name our own file beside the target.
    const isParentMissing = code === 'ENOENT' && !(await isFolder(dirname(path)));
    const reason = isParentMissing ? `the folder ${dirname(path)} does not exist` : reasons[code];
    if (isAppError(error) || reason === undefined) throw error;
    throw new AppError('E_FILE', `The logs cannot be written to ${path}: ${reason}.`, {
      cause: error,
      details: isParentMissing ? [] : [message],
      hints: hintsOf(code, path),
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'a part of what was collected has gone meanwhile',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'the folder is not empty',
  EEXIST: 'the folder is not empty',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EISDIR: 'it is a folder',
};

function hintsOf(code: string, path: string): readonly string[] {
  if (code === 'ENOENT') return [`mkdir -p ${dirname(path)}`];
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return [`flotilla logs --file ${join(path, 'logs')}/`];
  return [`ls -ld ${dirname(path)}`];
}
