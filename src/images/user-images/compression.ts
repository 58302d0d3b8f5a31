import {pipeline, Readable} from 'node:stream';
import {createGunzip, createZstdDecompress} from 'node:zlib';

export type Compression = 'none' | 'gzip' | 'zstd';

/** What the first four bytes say. */
export function compressionOf(start: Buffer): Compression {
  if (start.length >= 2 && start.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (start.length >= 4 && start.readUInt32BE(0) === 0x28b52ffd) return 'zstd';
  return 'none';
}

/** The stream as it is, or decompressed when it begins like gzip or zstd. */
export async function decompressed(input: Readable): Promise<Readable> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let start: Buffer = Buffer.alloc(0);
  let ended = false;
  while (start.length < 4 && !ended) {
    const {value, done} = await chunks.next();
    if (done) ended = true;
    else start = Buffer.concat([start, value]);
  }
  const whole = Readable.from(
    (async function* () {
      yield start;
      if (!ended) yield* chunks;
    })(),
    {objectMode: false},
  );
  const kind = compressionOf(start);
  if (kind === 'none') return whole;
  // A broken stream ends the decompression with its error, which whoever reads it meets.
  return pipeline(whole, kind === 'gzip' ? createGunzip() : createZstdDecompress(), () => {});
}
