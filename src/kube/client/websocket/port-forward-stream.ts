import {Duplex} from 'node:stream';
import {encodeFrame, type Frame, FrameReader, opcode} from './frames.ts';

/** The protocol of port-forward over WebSocket: the first byte of a message says its channel, and each channel first names the port. */
export const portForwardProtocol = 'v4.channel.k8s.io';
const dataChannel = 0;
const errorChannel = 1;
/** How long (ms) a pod that says nothing is listened to after our side has ended: the protocol cannot pass such an end on. */
const lastWordsMs = 30_000;

/**
 * A connection to a port of a pod, inside a WebSocket that has just been opened. What the kubelet complains about is the reason when it ends.
 * It ends well only where the other side says so with a close frame: a socket that just ends, as when the API server is stopped, is a break.
 */
export class PortForwardStream extends Duplex {
  readonly #socket: Duplex;
  readonly #reader = new FrameReader();
  readonly #named = new Set<number>();
  #channel: number | undefined;
  #complaint = '';
  #ended = false;
  #lastWords: NodeJS.Timeout | undefined;

  constructor(socket: Duplex, head: Buffer) {
    super();
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.once('error', (error) => this.destroy(error));
    socket.once('end', () => this.#break());
    socket.once('close', () => this.#break());
    if (head.length > 0) this.#receive(head);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const message = Buffer.concat([Buffer.from([dataChannel]), chunk]);
    this.#socket.write(encodeFrame(opcode.binary, message), done);
  }

  override _final(done: () => void): void {
    this.#awaitLastWords();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#lastWords);
    this.#socket.destroy();
    done(error);
  }

  #receive(bytes: Buffer): void {
    if (this.#lastWords) this.#awaitLastWords();
    for (const frame of this.#reader.push(bytes)) this.#handle(frame);
  }

  #handle({opcode: code, payload, final}: Frame): void {
    if (code === opcode.ping) this.#socket.write(encodeFrame(opcode.pong, payload));
    else if (code === opcode.close) this.#finish();
    else if (code <= opcode.binary) this.#message(payload, final);
  }

  #message(payload: Buffer, final: boolean): void {
    const continued = this.#channel !== undefined;
    const channel = this.#channel ?? payload[0];
    const body = continued ? payload : payload.subarray(1);
    this.#channel = final ? undefined : channel;
    if (channel === undefined || (!continued && this.#isName(channel))) return;
    if (channel === errorChannel) this.#complaint += body.toString();
    else if (body.length > 0 && !this.push(body)) this.#socket.pause();
  }

  /** Whether this is the first message of a channel, which has nothing but the port in it. */
  #isName(channel: number): boolean {
    if (this.#named.has(channel)) return false;
    this.#named.add(channel);
    return true;
  }

  /** The other side has said that it ends. */
  #finish(): void {
    if (this.destroyed || this.#ended) return;
    if (this.#complaint !== '') {
      this.#fail(this.#complaint.trim());
      return;
    }
    this.#ended = true;
    this.push(null);
    if (!this.writableEnded) this.end();
  }

  /** The socket is at its end; harmless once the other side has said so. */
  #break(): void {
    if (!this.destroyed && !this.#ended) this.#fail(this.#complaint.trim() || 'the connection to the pod broke off');
  }

  #fail(reason: string): void {
    this.destroy(Object.assign(new Error(reason), {code: 'ECONNRESET'}));
  }

  #awaitLastWords(): void {
    clearTimeout(this.#lastWords);
    this.#lastWords = setTimeout(() => this.destroy(), lastWordsMs).unref();
  }
}
