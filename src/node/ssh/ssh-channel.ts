import {constants} from 'node:os';
import type {ClientChannel, PseudoTtyOptions} from 'ssh2';
import {AppError} from '../../errors/app-error.ts';
import type {SshConnection} from './connect-ssh.ts';

export interface ChannelRequest {
  /** What messages call the host. */
  readonly name: string;
  /** A login shell when absent. */
  readonly command?: string;
  /** Gives it a terminal. */
  readonly pty?: PseudoTtyOptions;
}

export interface OpenChannel {
  readonly channel: ClientChannel;
  /** 128 and the number when a signal ended the command. Rejects with AppError E_SSH when the connection breaks off before that. */
  readonly exit: Promise<number>;
}

/** Starts a command or a shell. @throws AppError E_SSH. */
export function openChannel({client}: SshConnection, {name, command, pty}: ChannelRequest): Promise<OpenChannel> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(new AppError('E_SSH', `${name} did not run a command over SSH: ${error.message}.`, {cause: error}));
    const lost = (): void => refuse(new Error('the connection was closed'));
    const opened = (error: Error | undefined, channel: ClientChannel): void => {
      client.off('close', lost);
      if (error) return void refuse(error);
      // At once: the exit code of a short command comes in the same packet as the answer that it has started.
      const exit = exitCodeOf(
        channel.on('error', () => {}),
        name,
      );
      exit.catch(() => {});
      resolve({channel, exit});
    };
    client.once('close', lost);
    try {
      if (command === undefined) client.shell(pty ?? false, opened);
      else client.exec(command, pty === undefined ? {} : {pty}, opened);
    } catch (error) {
      refuse(error as Error);
    }
  });
}

function exitCodeOf(channel: ClientChannel, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let code: number | undefined;
    channel.on('exit', (exit: number | null, killedBy?: string) => {
      code = exit ?? 128 + (constants.signals[`SIG${killedBy?.replace(/^SIG/, '')}` as NodeJS.Signals] ?? 0);
    });
    channel.once('close', () => {
      if (code === undefined) reject(new AppError('E_SSH', `The SSH connection to ${name} ended before the command did.`));
      else resolve(code);
    });
  });
}
