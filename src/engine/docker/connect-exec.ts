import {Duplex} from 'node:stream';
import type {CallOptions} from '../engine.ts';
import {Demultiplexer} from './demultiplex.ts';
import type {DockerApi} from './docker-api.ts';
import {type ExecTarget, startExec} from './start-exec.ts';

/** Runs a command whose input and output are one two-way stream; it ends with the command, and destroying it ends a command that reads. */
export async function connectExec(api: DockerApi, target: ExecTarget, {signal}: CallOptions): Promise<Duplex> {
  const {socket} = await startExec(api, target, {signal, stdin: true, tty: false});
  return new ExecConnection(socket, `${target.argv[0]} in container ${target.container}`);
}

/** The engine's stream of an exec without its framing. What the command complains about is the reason when it ends. */
class ExecConnection extends Duplex {
  readonly #socket: Duplex;

  constructor(socket: Duplex, what: string) {
    super({allowHalfOpen: false});
    this.#socket = socket;
    const demultiplexer = new Demultiplexer();
    let complaint = '';
    socket.on('data', (chunk: Buffer) => {
      for (const {channel, data} of demultiplexer.push(chunk)) {
        if (channel === 'stderr') complaint = (complaint + data.toString()).slice(-2000);
        else if (!this.push(data)) socket.pause();
      }
    });
    socket.once('error', (error) => this.destroy(error));
    const finish = (): void => {
      if (complaint === '') this.push(null);
      else this.destroy(Object.assign(new Error(`${what}: ${complaint.trim()}`), {code: 'ECONNRESET'}));
    };
    // Which of the two comes depends on what the connection is made of: a half that we have not ended keeps some from closing.
    socket.once('end', finish);
    socket.once('close', finish);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
