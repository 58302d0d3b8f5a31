import {posix} from 'node:path';
import {AppError} from '../../errors/app-error.ts';

/** What a path leads to, links followed; `none` when nothing is there. */
export type PathKind = 'file' | 'folder' | 'other' | 'none';

export interface Destination {
  /** It is made when it is missing. */
  readonly folder: string;
  /** What the copy is called there; nothing when only the content of a folder is copied. */
  readonly name: string;
}

export interface CopyNames {
  readonly source: string;
  readonly sourceKind: PathKind;
  readonly target: string;
  readonly targetKind: PathKind;
}

/** Whether only the content of a folder is meant: `folder/.`, as docker cp and cp -r have it. */
export const isContents = (source: string): boolean => /(^|\/)\.$/.test(source) && source !== '.';

/** Where a copy goes: into a folder that exists, else to exactly the path that is named. @throws AppError E_FILE. */
export function placeCopy({source, sourceKind, target, targetKind}: CopyNames): Destination {
  const name = posix.basename(source);
  if (sourceKind === 'folder' && targetKind === 'file') {
    throw new AppError('E_FILE', `${source} is a folder, and ${target} is a file.`, {hints: ['name a folder, or a path where nothing is']});
  }
  if (sourceKind === 'folder' && isContents(source)) return {folder: target, name: ''};
  if (targetKind === 'folder' || (sourceKind === 'file' && target.endsWith('/'))) return {folder: target, name};
  return {folder: posix.dirname(target), name: posix.basename(target)};
}
