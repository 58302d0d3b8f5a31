import {PassThrough, type Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {extract, type Header, pack} from 'tar-stream';

export interface Rebase {
  /** The new name of an entry, from its name without leading `./` and `/`; nothing leaves the entry out. */
  rename(name: string): string;
  /** Owner of everything; as it was when absent. */
  readonly owner?: {readonly uid: number; readonly gid: number};
  onFile?(size: number): void;
}

/** An archive with other names and owners, as it passes. A failure of either end destroys both. */
export function rebaseArchive(archive: Readable, rebase: Rebase, signal: AbortSignal): Readable {
  const [reader, writer, result] = [extract(), pack(), new PassThrough()];
  // The pipelines tell of failures; a second voice would end the process.
  reader.on('error', () => {});
  writer.on('error', () => {});
  const copy = async (): Promise<void> => {
    for await (const entry of reader) {
      const header = rebaseHeader(entry.header, rebase);
      if (header === undefined) entry.resume();
      else await copyEntry(entry as unknown as NodeJS.ReadableStream, header, writer);
    }
    writer.finalize();
  };
  const work = Promise.all([
    pipeline(archive, reader as unknown as NodeJS.WritableStream, {signal}),
    pipeline(writer as unknown as NodeJS.ReadableStream, result, {signal}),
    copy(),
  ]);
  work.catch((error: unknown) => {
    writer.destroy();
    reader.destroy();
    result.destroy(error as Error);
  });
  return result;
}

function rebaseHeader(header: Header, {rename, owner, onFile}: Rebase): Header | undefined {
  const name = rename(plain(header.name));
  if (name === '') return undefined;
  if (header.type === 'file' || header.type === 'contiguous-file') onFile?.(header.size ?? 0);
  const link = header.type === 'link' && header.linkname ? {linkname: rename(plain(header.linkname))} : {};
  // Extended records would bring the old name back; names of users mean nothing on the other machine.
  return {...header, ...link, ...owner, name, pax: null, uname: '', gname: ''} as unknown as Header;
}

const plain = (name: string): string =>
  name
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');

function copyEntry(entry: NodeJS.ReadableStream, header: Header, writer: ReturnType<typeof pack>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sink = writer.entry(header, (error) => (error ? reject(error) : resolve()));
    entry.on('error', reject);
    sink.on('error', reject);
    entry.pipe(sink as unknown as NodeJS.WritableStream);
  });
}
