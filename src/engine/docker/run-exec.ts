import {type Duplex, finished, type Readable} from 'node:stream';
import {writeTo} from '../../async/write-to.ts';
import type {ExecOptions, ExecResult} from '../exec-options.ts';
import {Demultiplexer} from './demultiplex.ts';
import type {DockerApi} from './docker-api.ts';
import {type ExecTarget, execExitCode, startExec} from './start-exec.ts';

/**
 * Runs a command and collects what it prints. Aborting drops the connection; a command that reads or writes it ends of that, others go on.
 */
export async function runExec(api: DockerApi, target: ExecTarget, options: ExecOptions): Promise<ExecResult> {
  const {stdin, signal, onStdout, onStderr, stdout, ...settings} = options;
  const input = stdin === undefined ? undefined : new ExecInput(stdin);
  const {id, socket} = await startExec(api, target, {...settings, signal, stdin: stdin !== undefined, tty: false});
  const output: Record<'stdout' | 'stderr', Buffer[]> = {stdout: [], stderr: []};
  const listeners = {stdout: onStdout, stderr: onStderr};
  const demultiplexer = new Demultiplexer();
  try {
    input?.feed(socket);
    for await (const chunk of socket) {
      for (const {channel, data} of demultiplexer.push(chunk as Buffer)) {
        if (channel === 'stdout' && stdout !== undefined) {
          await writeTo(stdout, data);
          continue;
        }
        output[channel].push(data);
        listeners[channel]?.(data);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!endedWithoutReading(error)) throw error;
  } finally {
    socket.destroy();
    input?.close();
  }
  signal.throwIfAborted();
  const exitCode = await execExitCode(api, id, target, signal);
  return {exitCode, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr)};
}

/** What a command reads. A source that breaks, be it before the command has started, ends the command with that error. */
class ExecInput {
  readonly #source: Readable | Buffer | string;
  #failure: Error | undefined;
  #socket: Duplex | undefined;

  constructor(source: Readable | Buffer | string) {
    this.#source = source;
    if (isPlain(source)) return;
    finished(source, {writable: false}, (error) => {
      if (!error) return;
      this.#failure = error;
      this.#socket?.destroy(error);
    });
  }

  /** Writes the input and half-closes the connection, so that the command sees its end. */
  feed(socket: Duplex): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#socket = socket;
    if (isPlain(this.#source)) socket.end(this.#source);
    else this.#source.pipe(socket);
  }

  close(): void {
    if (!isPlain(this.#source)) this.#source.destroy();
  }
}

function isPlain(source: Readable | Buffer | string): source is Buffer | string {
  return typeof source === 'string' || Buffer.isBuffer(source);
}

/** A command may end before it has read all of its input; its exit code tells what that means. */
function endedWithoutReading(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ECONNRESET';
}
