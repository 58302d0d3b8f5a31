import {mkdir, realpath, stat} from 'node:fs/promises';
import {basename, dirname, resolve} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {extract, type PackOptions, pack} from 'tar-fs';
import {AppError} from '../../errors/app-error.ts';
import type {CopySide, FoundPath} from './copy-side.ts';

/** This machine. */
export class LocalSide implements CopySide {
  readonly node = undefined;

  async find(path: string): Promise<FoundPath> {
    try {
      const [found, real] = await Promise.all([stat(path), realpath(path)]);
      return {kind: found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other', real};
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return {kind: 'none', real: resolve(path)};
      throw fileError(path, error);
    }
  }

  async send(real: string, archive: Writable, signal: AbortSignal): Promise<void> {
    // The library's types do not know umask.
    const options: PackOptions & {readonly umask: number} = {entries: [basename(real)], umask: 0, strict: false};
    const tar = pack(dirname(real), options);
    await pipeline(tar as unknown as Readable, archive, {signal, end: false}).catch((error: unknown) => {
      throw fileError(real, error);
    });
  }

  /** Links are kept wherever they lead; tar-fs writes through none of them. */
  async receive(folder: string, archive: Readable, signal: AbortSignal): Promise<void> {
    try {
      await mkdir(folder, {recursive: true});
      const options = {umask: 0, strict: false, validateSymlinks: false};
      await pipeline(archive, extract(folder, options) as unknown as Writable, {signal});
    } catch (error) {
      throw fileError(folder, error);
    }
  }
}

function fileError(path: string, error: unknown): unknown {
  const {code, message, name} = error as NodeJS.ErrnoException;
  if (error instanceof AppError || name === 'AbortError' || code === 'ERR_STREAM_PREMATURE_CLOSE') return error;
  if (code === 'ENOSPC') return new AppError('E_DISK', `The disk of ${path} is full.`, {cause: error});
  return new AppError('E_FILE', `${path} cannot be copied: ${message}.`, {cause: error});
}
