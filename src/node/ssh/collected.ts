import {Writable} from 'node:stream';

/** A place that keeps what is written to it. */
export class Collected extends Writable {
  readonly #chunks: Buffer[] = [];
  readonly #onChunk: ((chunk: Buffer) => void) | undefined;

  constructor(onChunk?: (chunk: Buffer) => void) {
    super();
    this.#onChunk = onChunk;
  }

  get all(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    this.#onChunk?.(chunk);
    done();
  }
}
