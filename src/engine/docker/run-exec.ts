import {type Duplex, finished, type Readable} from 'node:stream';
import type {ExecOptions, ExecResult} from '../engine.ts';
import {Demultiplexer} from './demultiplex.ts';
import type {DockerApi} from './docker-api.ts';
import {type ExecTarget, execExitCode, startExec} from './start-exec.ts';

/**
 * Runs a command and collects what it prints. Aborting drops the connection; a command that reads or writes it ends of that, others go on.
 */
export async function runExec(api: DockerApi, target: ExecTarget, options: ExecOptions): Promise<ExecResult> {
  const {stdin, signal, onStdout, onStderr, ...settings} = options;
  const {id, socket} = await startExec(api, target, {...settings, signal, stdin: stdin !== undefined, tty: false});
  const output: Record<'stdout' | 'stderr', Buffer[]> = {stdout: [], stderr: []};
  const listeners = {stdout: onStdout, stderr: onStderr};
  const demultiplexer = new Demultiplexer();
  const inputFailure = stdin === undefined ? undefined : feed(socket, stdin);
  try {
    for await (const chunk of socket) {
      for (const {channel, data} of demultiplexer.push(chunk as Buffer)) {
        output[channel].push(data);
        listeners[channel]?.(data);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    const failure = inputFailure?.();
    if (failure !== undefined) throw failure;
    if (!endedWithoutReading(error)) throw error;
  } finally {
    socket.destroy();
    if (stdin !== undefined && typeof stdin !== 'string' && !Buffer.isBuffer(stdin)) stdin.destroy();
  }
  signal.throwIfAborted();
  const exitCode = await execExitCode(api, id, target, signal);
  return {exitCode, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr)};
}

/** Writes the input and half-closes the connection, so that the command sees its end. Returns how to ask what went wrong in the source. */
function feed(socket: Duplex, stdin: Readable | Buffer | string): () => Error | undefined {
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) {
    socket.end(stdin);
    return () => undefined;
  }
  let failure: Error | undefined;
  finished(stdin, {writable: false}, (error) => {
    if (!error || socket.destroyed) return;
    failure = error;
    socket.destroy(error);
  });
  stdin.pipe(socket);
  return () => failure;
}

/** A command may end before it has read all of its input; its exit code tells what that means. */
function endedWithoutReading(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ECONNRESET';
}
