import {createHash} from 'node:crypto';
import type {Readable} from 'node:stream';

export interface Digest {
  /** "sha256:…". */
  readonly digest: string;
  readonly size: number;
}

/** Reads a stream to its end for its SHA-256 and length. */
export async function digestOf(stream: Readable, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
    size += chunk.length;
  }
  return {digest: `sha256:${hash.digest('hex')}`, size};
}
