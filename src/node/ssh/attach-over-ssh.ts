import {writeTo} from '../../async/write-to.ts';
import type {Terminal} from '../../engine/terminal.ts';
import type {SshConnection} from './connect-ssh.ts';
import {openChannel} from './ssh-channel.ts';

export interface AttachOverSshOptions {
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
  /** A login shell when absent. */
  readonly command?: string;
  readonly name: string;
}

/**
 * Runs a command, or a shell, that has a terminal of the size of ours; keys go to it as they are pressed. Gives its exit code. When the
 * connection is closed, sshd hangs up the terminal, which ends what runs there.
 */
export async function attachOverSsh(connection: SshConnection, {signal, terminal, command, name}: AttachOverSshOptions): Promise<number> {
  const {stdin, stdout} = terminal;
  const size = (): {readonly rows: number; readonly cols: number} => ({rows: stdout.rows || 24, cols: stdout.columns || 80});
  const pty = {...size(), term: process.env['TERM'] || 'xterm'};
  const {channel, exit} = await openChannel(connection, {name, pty, ...(command === undefined ? {} : {command})});
  const resize = (): void => channel.setWindow(size().rows, size().cols, 0, 0);
  const abort = (): void => void channel.destroy();
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) stdin.setRawMode?.(true);
  stdout.on('resize', resize);
  signal.addEventListener('abort', abort, {once: true});
  stdin.ref?.();
  stdin.pipe(channel);
  try {
    for await (const chunk of channel) await writeTo(stdout, chunk as Buffer);
    signal.throwIfAborted();
    return await exit;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    stdout.off('resize', resize);
    stdin.unpipe(channel);
    stdin.pause();
    stdin.unref?.();
    if (isTerminal) stdin.setRawMode?.(false);
  }
}
