export interface OutputPiece {
  readonly channel: 'stdout' | 'stderr';
  readonly data: Buffer;
}

/** Each frame has a header: byte 0 is the channel (0 and 1 stdout, 2 stderr, 3 the engine's own error), bytes 4 to 7 the length. */
const headerBytes = 8;

/**
 * Takes apart the engine's multiplexed output of a container without a terminal. Pieces are given on as they arrive, so that a frame is
 * never held whole in memory.
 */
export class Demultiplexer {
  #header: Buffer = Buffer.alloc(0);
  #remaining = 0;
  #channel: OutputPiece['channel'] = 'stdout';

  /** The pieces of output in the next chunk of the stream. */
  *push(chunk: Buffer): Generator<OutputPiece> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#remaining === 0) {
        rest = this.#readHeader(rest);
        continue;
      }
      const data = rest.subarray(0, this.#remaining);
      this.#remaining -= data.length;
      rest = rest.subarray(data.length);
      yield {channel: this.#channel, data};
    }
  }

  #readHeader(chunk: Buffer): Buffer {
    const missing = headerBytes - this.#header.length;
    this.#header = Buffer.concat([this.#header, chunk.subarray(0, missing)]);
    if (this.#header.length === headerBytes) {
      this.#channel = this.#header.readUInt8(0) >= 2 ? 'stderr' : 'stdout';
      this.#remaining = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return chunk.subarray(missing);
  }
}
