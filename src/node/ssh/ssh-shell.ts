import type {CallOptions, FileEntry} from '../../engine/engine.ts';
import {filesTar} from '../../engine/files-tar.ts';
import {AppError} from '../../errors/app-error.ts';
import {checkedResult} from '../checked-result.ts';
import {lastLines} from '../last-lines.ts';
import type {AttachShellOptions, CommandResult, InteractiveShell, RunOptions} from '../shell.ts';
import type {SshEndpoint} from '../ssh-endpoint.ts';
import {attachOverSsh} from './attach-over-ssh.ts';
import {Collected} from './collected.ts';
import {connectSsh, type SshConnection} from './connect-ssh.ts';
import {announcedCommand} from './remote-command.ts';
import {runOverSsh} from './run-over-ssh.ts';

/** A {@link InteractiveShell} over SSH. It connects when first used, and again when the connection was lost in between. */
export class SshShell implements InteractiveShell {
  readonly #endpoint: SshEndpoint;
  #connection: Promise<SshConnection> | undefined;

  constructor(endpoint: SshEndpoint) {
    this.#endpoint = endpoint;
  }

  get node(): string {
    return this.#endpoint.name;
  }

  async run(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    return checkedResult(this.node, argv.join(' '), await this.tryRun(argv, options));
  }

  async script(text: string, options: RunOptions): Promise<CommandResult> {
    return checkedResult(this.node, 'a script', await this.tryRun(['sh', '-euc', text], options));
  }

  async tryRun(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    const stdout = new Collected(options.onOutput);
    const result = await this.#run(argv, options, stdout);
    return {...result, stdout: stdout.all.toString()};
  }

  async write(files: readonly FileEntry[], options: CallOptions): Promise<void> {
    await this.run(['tar', '-C', '/', '-xpf', '-'], {...options, stdin: await filesTar(files)});
  }

  async read(path: string, options: CallOptions): Promise<Buffer> {
    const stdout = new Collected();
    const {exitCode, stderr} = await this.#run(['cat', path], options, stdout);
    if (exitCode === 0) return stdout.all;
    throw new AppError('E_FILE', `Node ${this.node} has no readable file ${path}.`, {details: lastLines(stderr, 3)});
  }

  async attach(command: string | undefined, {signal, tty, terminal = process}: AttachShellOptions): Promise<number> {
    const connection = await this.#connected(signal);
    const options = {signal, name: this.node};
    if (tty) return attachOverSsh(connection, {...options, terminal, ...(command === undefined ? {} : {command})});
    const argv = ['bash', ...(command === undefined ? ['-l'] : ['-c', command])];
    const {stdin, stdout, stderr} = terminal;
    stdin.ref?.();
    try {
      return await runOverSsh(connection, announcedCommand(argv), {...options, stdin, stdout, stderr});
    } finally {
      stdin.pause();
      stdin.unref?.();
    }
  }

  /** Never fails: there is nobody left to tell. */
  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#connection?.catch(() => undefined))?.close();
    this.#connection = undefined;
  }

  async #run(argv: readonly string[], options: RunOptions, collected: Collected): Promise<Omit<CommandResult, 'stdout'>> {
    const {signal, stdin, env, onOutput, stdout = collected} = options;
    const stderr = new Collected(onOutput);
    const connection = await this.#connected(signal);
    const exitCode = await runOverSsh(connection, announcedCommand(argv, env), {
      signal,
      stdout,
      stderr,
      name: this.node,
      ...(stdin === undefined ? {} : {stdin}),
    });
    return {exitCode, stderr: stderr.all.toString()};
  }

  async #connected(signal: AbortSignal): Promise<SshConnection> {
    const existing = this.#connection;
    const connection = await existing?.catch(() => undefined);
    if (connection && !connection.ended) return connection;
    // Somebody else may have begun to connect in the meantime.
    if (this.#connection === existing) this.#connection = connectSsh(this.#endpoint, signal);
    return this.#connection as Promise<SshConnection>;
  }
}
