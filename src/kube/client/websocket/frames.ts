import {randomBytes} from 'node:crypto';

/** What a frame is: more of the message before it, a message, or about the connection. */
export const opcode = {more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10} as const;

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Whether the message ends with it. */
  readonly final: boolean;
}

/** A whole message, or a frame about the connection, as a client sends it: masked (RFC 6455, section 5). */
export function encodeFrame(code: number, payload: Buffer, mask: Buffer = randomBytes(4)): Buffer {
  const head = Buffer.concat([Buffer.from([0x80 | code]), lengthOf(payload.length), mask]);
  return Buffer.concat([head, masked(payload, mask)]);
}

function lengthOf(length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  bytes[0] = 0x80 | (length < 65_536 ? 126 : 127);
  if (length < 65_536) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  const out = Buffer.allocUnsafe(payload.length);
  for (let place = 0; place < payload.length; place += 1) out[place] = (payload[place] as number) ^ (mask[place & 3] as number);
  return out;
}

/** Cuts a stream of bytes into frames, however the bytes arrive. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;

  push(bytes: Buffer): Frame[] {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    const frames: Frame[] = [];
    for (let frame = this.#take(); frame; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Frame | undefined {
    const head = this.#length < 2 ? undefined : this.#peek(Math.min(this.#length, 14));
    const size = head && sizesOf(head);
    if (!head || !size || this.#length < size.head + size.payload) return undefined;
    const all = this.#peek(this.#length);
    const end = size.head + size.payload;
    this.#pieces = end === all.length ? [] : [all.subarray(end)];
    this.#length -= end;
    const [first = 0, second = 0] = head;
    const payload = all.subarray(size.head, end);
    const isMasked = (second & 0x80) !== 0;
    return {
      opcode: first & 0x0f,
      final: (first & 0x80) !== 0,
      payload: isMasked ? masked(payload, all.subarray(size.head - 4, size.head)) : payload,
    };
  }

  /** The first bytes in one piece. Pieces are only joined when they are needed, so that a long frame is copied once. */
  #peek(length: number): Buffer {
    if ((this.#pieces[0]?.length ?? 0) < length) this.#pieces = [Buffer.concat(this.#pieces)];
    return (this.#pieces[0] as Buffer).subarray(0, length);
  }
}

/** Lengths of the head, mask included, and of the payload; undefined while too little of the head is there. */
function sizesOf(head: Buffer): {readonly head: number; readonly payload: number} | undefined {
  const short = (head[1] as number) & 0x7f;
  const mask = ((head[1] as number) & 0x80) === 0 ? 0 : 4;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (head.length < 2 + extra + mask) return undefined;
  const payload = extra === 0 ? short : extra === 2 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
  return {head: 2 + extra + mask, payload};
}
