import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {extract, type Header} from 'tar-stream';
import {fileContent, type LayerEntry, layerPath} from './layer-entry.ts';

/** `offset` of an entry is where its header begins, which is one block of tar. */
const headerSize = 512;

const entryTypes = new Map<Header['type'], LayerEntry['type']>([
  ['file', 'file'],
  ['contiguous-file', 'file'],
  ['directory', 'directory'],
  ['symlink', 'symlink'],
  ['link', 'link'],
]);

/**
 * Lists an uncompressed tar file; contents stay in the file and are read from there when opened. Devices and pipes are left out:
 * a runtime makes its own.
 */
export async function readTarEntries(file: string, signal: AbortSignal): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  const reader = extract();
  const read = async (): Promise<void> => {
    for await (const entry of reader) {
      const made = entryOf(entry.header, file, entry.offset + headerSize);
      if (made) entries.push(made);
      entry.resume();
    }
  };
  await Promise.all([pipeline(createReadStream(file), reader as unknown as NodeJS.WritableStream, {signal}), read()]);
  return entries;
}

function entryOf(header: Header, file: string, offset: number): LayerEntry | undefined {
  const type = entryTypes.get(header.type);
  if (!type) return undefined;
  const {mode, uid, gid, linkname, size} = header;
  const records = Object.entries((header.pax ?? {}) as Readonly<Record<string, string>>);
  const attributes = records.filter(([name]) => name.startsWith('SCHILY.xattr.'));
  return {
    path: layerPath(header.name),
    type,
    mode,
    uid,
    gid,
    ...(type === 'symlink' ? {target: linkname} : {}),
    ...(type === 'link' ? {target: layerPath(linkname)} : {}),
    ...(type === 'file' ? {content: fileContent(file, size, offset)} : {}),
    ...(attributes.length > 0 ? {pax: Object.fromEntries(attributes)} : {}),
  };
}
