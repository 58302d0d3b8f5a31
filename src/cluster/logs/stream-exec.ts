import {Readable} from 'node:stream';
import {finished} from 'node:stream/promises';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {LineSplitter} from './line-splitter.ts';

export interface LineListeners {
  onStdout(line: string): void;
  onStderr(line: string): void;
}

export interface StreamExecOptions extends CallOptions {
  /** Keep the command's input open until the signal aborts; it ends when the input does. */
  readonly keepInput?: boolean;
}

/** Runs a shell script in a container and gives its output on line by line; nothing is kept. Resolves with the exit code. */
export async function streamExec(
  engine: Engine,
  container: string,
  script: string,
  {onStdout, onStderr}: LineListeners,
  {signal, keepInput = false}: StreamExecOptions,
): Promise<number> {
  const stdin = keepInput ? new Readable({read() {}}) : Readable.from([]);
  const [stdout, stderr] = [new LineSplitter(onStdout), new LineSplitter(onStderr)];
  try {
    const exitCode = await engine.containers.attach(container, ['sh', '-c', script], {
      signal,
      tty: false,
      terminal: {stdin, stdout, stderr},
    });
    stdout.end();
    stderr.end();
    await Promise.all([finished(stdout), finished(stderr)]);
    return exitCode;
  } finally {
    stdin.destroy();
  }
}
