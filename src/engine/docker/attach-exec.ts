import {setTimeout as delay} from 'node:timers/promises';
import {writeTo} from '../../async/write-to.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {AttachOptions} from '../exec-options.ts';
import type {Terminal} from '../terminal.ts';
import {Demultiplexer} from './demultiplex.ts';
import type {DockerApi} from './docker-api.ts';
import {type ExecTarget, execExitCode, startExec} from './start-exec.ts';

/** Runs a command connected to a terminal and gives its exit code. */
export async function attachExec(api: DockerApi, target: ExecTarget, options: AttachOptions): Promise<number> {
  const {signal, tty, env, terminal = process} = options;
  const {id, socket} = await startExec(api, target, {signal, stdin: true, tty, ...(env === undefined ? {} : {env})});
  const release = tty ? followTerminal(api, id, terminal, signal) : undefined;
  const {stdin} = terminal;
  const show = tty ? (chunk: Buffer): Promise<void> => writeTo(terminal.stdout, chunk) : showDemultiplexed(terminal);
  stdin.ref?.();
  stdin.pipe(socket);
  try {
    for await (const chunk of socket) await show(chunk as Buffer);
  } catch (error) {
    signal.throwIfAborted();
    // The command ended while input was on its way to it.
    if (!['EPIPE', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    stdin.unpipe(socket);
    stdin.pause();
    stdin.unref?.();
    release?.();
    socket.destroy();
  }
  signal.throwIfAborted();
  return execExitCode(api, id, target, signal);
}

function showDemultiplexed(terminal: Terminal): (chunk: Buffer) => Promise<void> {
  const demultiplexer = new Demultiplexer();
  return async (chunk) => {
    for (const {channel, data} of demultiplexer.push(chunk)) await writeTo(terminal[channel], data);
  };
}

/** Passes keys on as they are pressed, and the terminal's size now and whenever it changes. Returns how to end that. */
function followTerminal(api: DockerApi, id: string, {stdin, stdout}: Terminal, signal: AbortSignal): () => void {
  const ended = new AbortController();
  const resize = (): void => {
    const size = {w: stdout.columns || 80, h: stdout.rows || 24};
    void resizeTerminal(api, id, size, AbortSignal.any([signal, ended.signal]));
  };
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) stdin.setRawMode?.(true);
  stdout.on('resize', resize);
  resize();
  return () => {
    ended.abort();
    stdout.off('resize', resize);
    if (isTerminal) stdin.setRawMode?.(false);
  };
}

/** The engine refuses a size until the command has really started, and after it has ended; neither is worth an error. */
async function resizeTerminal(
  api: DockerApi,
  id: string,
  query: {readonly w: number; readonly h: number},
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < 20 && !signal.aborted; attempt++) {
    try {
      return await api.send({method: 'POST', path: `/exec/${id}/resize`, query, signal, action: 'resize a terminal'});
    } catch (error) {
      if (!isAppError(error)) return;
      await delay(25, undefined, {signal}).catch(() => undefined);
    }
  }
}
