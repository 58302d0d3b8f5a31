import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import type {ClientChannel} from 'ssh2';
import {writeTo} from '../../async/write-to.ts';
import type {SshConnection} from './connect-ssh.ts';
import {killCommand, withoutAnnouncement} from './remote-command.ts';
import {openChannel} from './ssh-channel.ts';

export interface RunOverSshOptions {
  readonly signal: AbortSignal;
  readonly stdin?: Readable | Buffer | string;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** What messages call the host. */
  readonly name: string;
}

/**
 * Runs an announced command (see remote-command.ts) to its end and gives its exit code. Output is read as fast as the writables take it. An
 * abort kills the command and what it started.
 * @throws AppError E_SSH when the connection breaks.
 */
export async function runOverSsh(connection: SshConnection, command: string, options: RunOverSshOptions): Promise<number> {
  const {signal, stdin, stdout, stderr, name} = options;
  signal.throwIfAborted();
  const {channel, exit} = await openChannel(connection, {name, command});
  let group: number | undefined;
  const announced = withoutAnnouncement((pid) => {
    group = pid;
  });
  const broken = new AbortController();
  const stop = AbortSignal.any([signal, broken.signal]);
  const release = feed(channel, stdin, (error) => broken.abort(error));
  const ending = Promise.all([exit, pump(channel.pipe(announced), stdout), pump(channel.stderr, stderr)]);
  try {
    const [exitCode] = await unlessAborted(ending, stop);
    return exitCode;
  } catch (error) {
    ending.catch(() => {});
    if (group !== undefined && !connection.ended) await kill(connection, group, name);
    channel.destroy();
    throw error;
  } finally {
    release();
  }
}

/** Gives the command its input. One that ends without reading all of it is no failure; input that breaks is. */
function feed(channel: ClientChannel, stdin: RunOverSshOptions['stdin'], onBroken: (error: Error) => void): () => void {
  if (stdin === undefined || typeof stdin === 'string' || Buffer.isBuffer(stdin)) {
    channel.end(stdin);
    return () => {};
  }
  stdin.once('error', onBroken);
  stdin.pipe(channel);
  return () => {
    stdin.off('error', onBroken);
    stdin.unpipe(channel);
  };
}

/** Moves all there is to a writable, without ending it: it may be our own standard output. */
async function pump(from: Readable, to: Writable): Promise<void> {
  for await (const chunk of from) await writeTo(to, chunk as Buffer);
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, {once: true});
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Bounded, for it happens while somebody waits for Ctrl-C to work. */
async function kill(connection: SshConnection, group: number, name: string): Promise<void> {
  const killing = openChannel(connection, {name, command: killCommand(group)}).then(async ({channel}) => {
    channel.resume();
    channel.stderr.resume();
    await once(channel, 'close');
  });
  await Promise.race([killing.catch(() => {}), once(AbortSignal.timeout(4000), 'abort')]);
}
