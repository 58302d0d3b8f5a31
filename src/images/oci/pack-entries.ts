import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {type Header, pack} from 'tar-stream';
import type {LayerEntry} from './layer-entry.ts';

/** A tar of the entries in the order given, equal for equal entries. Fails as a stream does: with an `error` event. */
export function packEntries(entries: readonly LayerEntry[]): Readable {
  const tar = pack();
  const write = async (): Promise<void> => {
    for (const entry of entries) {
      if (tar.destroyed) return;
      if (entry.content && entry.content.size > 0) {
        // tar-stream's streams are streamx's, which Node's pipeline takes though its types do not say so.
        await pipeline(entry.content.open(), tar.entry(headerOf(entry)) as unknown as NodeJS.WritableStream);
      } else {
        tar.entry(headerOf(entry), '');
      }
    }
    tar.finalize();
  };
  write().catch((error: unknown) => tar.destroy(error as Error));
  return Readable.from(tar, {objectMode: false});
}

function headerOf(entry: LayerEntry): Partial<Header> & Pick<Header, 'name'> {
  const {path, type, mode, uid, gid, target, content, pax} = entry;
  const header = {name: path, type, mode, uid, gid, mtime: new Date(0), size: content?.size ?? 0};
  return {...header, ...(target === undefined ? {} : {linkname: target}), ...(pax === undefined ? {} : {pax})};
}
