import {createReadStream} from 'node:fs';
import {Readable} from 'node:stream';

/** Content that can be read more than once: an image is read to learn its digest, then again to write it. */
export interface Content {
  readonly size: number;
  open(): Readable;
}

/** One thing in a layer. Owner and time are the same for every build, so equal content has an equal digest. */
export interface LayerEntry {
  /** Without a leading slash: "usr/local/bin/etcd". */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'link';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Target of a symlink or a hard link. */
  readonly target?: string;
  readonly content?: Content;
  /** Extended attributes in the names tar's PAX headers use: "SCHILY.xattr.security.capability". */
  readonly pax?: Readonly<Record<string, string>>;
}

export function textContent(text: string | Buffer): Content {
  const buffer = Buffer.from(text);
  return {size: buffer.length, open: () => Readable.from([buffer])};
}

/** A file, or a part of one. */
export function fileContent(file: string, size: number, start = 0): Content {
  return {size, open: () => (size === 0 ? Readable.from([]) : createReadStream(file, {start, end: start + size - 1}))};
}

export function fileEntry(path: string, content: Content, mode = 0o644): LayerEntry {
  return {path: layerPath(path), type: 'file', mode, uid: 0, gid: 0, content};
}

export function directoryEntry(path: string, mode = 0o755): LayerEntry {
  return {path: layerPath(path), type: 'directory', mode, uid: 0, gid: 0};
}

export function symlinkEntry(path: string, target: string): LayerEntry {
  return {path: layerPath(path), type: 'symlink', mode: 0o777, uid: 0, gid: 0, target};
}

/** Strips "/", "./" and a trailing "/" from a path of a tar. */
export function layerPath(path: string): string {
  return path
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}
