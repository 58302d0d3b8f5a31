import {PassThrough} from 'node:stream';
import {allOf} from '../../async/all-of.ts';
import {AppError} from '../../errors/app-error.ts';
import type {CopySide, FoundPath} from './copy-side.ts';
import {isContents, placeCopy} from './place-copy.ts';
import {rebaseArchive} from './rebase-archive.ts';

export interface CopyInput {
  readonly source: {readonly side: CopySide; readonly path: string};
  readonly target: {readonly side: CopySide; readonly path: string};
  /** Called with the bytes that have passed so far. */
  onBytes?(bytes: number): void;
}

export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies a file or a folder with everything in it, from one side to another, as a stream. Modes, times and links are kept; a link that is
 * named itself is followed. Copies between nodes keep owners; otherwise everything belongs to root in a node and to the user here.
 * @throws AppError E_FILE when there is nothing to copy or it cannot go there, E_NODE_COMMAND, E_DISK.
 */
export async function copyPaths({source, target, onBytes}: CopyInput, signal: AbortSignal): Promise<Copied> {
  const [from, to] = await Promise.all([source.side.find(source.path, signal), target.side.find(target.path, signal)]);
  checkSource(source, from);
  if (source.side.node === target.side.node) checkApart(from, to, source.path, target.path);
  const named = isContents(source.path) || !/(^|\/)\.{1,2}\/*$/.test(source.path) ? source.path : from.real;
  const {folder, name} = placeCopy({source: named, sourceKind: from.kind, target: target.path, targetKind: to.kind});
  let [files, bytes] = [0, 0];
  const archive = new PassThrough({highWaterMark: 1024 * 1024});
  const rename = (entry: string): string => {
    const rest = entry.slice(entry.indexOf('/') === -1 ? entry.length : entry.indexOf('/') + 1);
    return name === '' || rest === '' ? `${name}${rest}` : `${name}/${rest}`;
  };
  const onFile = (size: number): void => {
    files += 1;
    bytes += size;
    onBytes?.(bytes);
  };
  await allOf(
    signal,
    async (scope) => {
      const stop = (): void => void archive.destroy();
      scope.addEventListener('abort', stop, {once: true});
      await source.side.send(from.real, archive, scope);
      archive.end();
    },
    (scope) => target.side.receive(folder, rebaseArchive(archive, {rename, onFile, ...ownerAt(source.side, target.side)}, scope), scope),
  );
  return {files, bytes};
}

function ownerAt(source: CopySide, target: CopySide): {readonly owner?: {readonly uid: number; readonly gid: number}} {
  if (target.node === undefined) return {owner: {uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0}};
  return source.node === undefined ? {owner: {uid: 0, gid: 0}} : {};
}

function checkSource({side, path}: CopyInput['source'], {kind, real}: FoundPath): void {
  const place = side.node === undefined ? path : `${side.node}:${path}`;
  if (kind === 'none') throw new AppError('E_FILE', `There is no ${place}.`);
  if (kind === 'other') throw new AppError('E_FILE', `${place} is neither a file nor a folder.`);
  if (real === '/') throw new AppError('E_FILE', `${place} is everything; copy folders of it.`);
}

/** A folder that is copied into itself would never end. */
function checkApart(from: FoundPath, to: FoundPath, source: string, target: string): void {
  if (to.real === from.real || to.real.startsWith(`${from.real}/`)) {
    throw new AppError('E_FILE', `${target} is in ${source} itself or is the same.`);
  }
}
