import {randomUUID} from 'node:crypto';
import type {CallOptions, Engine, FileEntry} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {checkedResult} from '../checked-result.ts';
import {lastLines} from '../last-lines.ts';
import type {AttachShellOptions, CommandResult, InteractiveShell, RunOptions} from '../shell.ts';

/** A {@link InteractiveShell} over the engine's exec. */
export class ExecShell implements InteractiveShell {
  readonly node: string;
  readonly #engine: Engine;

  constructor(engine: Engine, node: string) {
    this.#engine = engine;
    this.node = node;
  }

  async run(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    return checkedResult(this.node, argv.join(' '), await this.tryRun(argv, options));
  }

  async script(text: string, options: RunOptions): Promise<CommandResult> {
    return checkedResult(this.node, 'a script', await this.tryRun(['sh', '-euc', text], options));
  }

  async tryRun(argv: readonly string[], {signal, stdin, env, onOutput, stdout}: RunOptions): Promise<CommandResult> {
    const result = await this.#engine.containers.exec(this.node, argv, {
      signal,
      ...(stdin === undefined ? {} : {stdin}),
      ...(env === undefined ? {} : {env}),
      ...(onOutput === undefined ? {} : {onStdout: onOutput, onStderr: onOutput}),
      ...(stdout === undefined ? {} : {stdout}),
    });
    return {exitCode: result.exitCode, stdout: result.stdout.toString(), stderr: result.stderr.toString()};
  }

  write(files: readonly FileEntry[], options: CallOptions): Promise<void> {
    return this.#engine.containers.putFiles(this.node, files, options);
  }

  async read(path: string, {signal}: CallOptions): Promise<Buffer> {
    const result = await this.#engine.containers.exec(this.node, ['cat', path], {signal});
    if (result.exitCode !== 0) {
      throw new AppError('E_FILE', `Node ${this.node} has no readable file ${path}.`, {details: lastLines(result.stderr.toString(), 3)});
    }
    return result.stdout;
  }

  /** The engine leaves a command alone when the connection to it ends, so an abort looks for what carries the session's mark and ends it. */
  async attach(command: string | undefined, {signal, ...options}: AttachShellOptions): Promise<number> {
    const session = randomUUID();
    const line = command === undefined ? 'exec bash -l' : 'exec bash -c "$1"';
    const argv = ['sh', '-c', `cd "$HOME" 2>/dev/null; ${line}`, 'sh', ...(command === undefined ? [] : [command])];
    const env = {[sessionVariable]: session, ...(options.tty ? {TERM: process.env['TERM'] || 'xterm'} : {})};
    try {
      return await this.#engine.containers.attach(this.node, argv, {signal, env, ...options});
    } catch (error) {
      if (signal.aborted) await this.#end(session);
      throw error;
    }
  }

  /** There is no connection of its own to close. */
  async [Symbol.asyncDispose](): Promise<void> {}

  async #end(session: string): Promise<void> {
    const options = {signal: AbortSignal.timeout(4000), env: {MARK: `${sessionVariable}=${session}`}};
    await this.#engine.containers.exec(this.node, ['sh', '-c', endSession], options).catch(() => {});
  }
}

const sessionVariable = 'FLOTILLA_SESSION';

/** Ends every process that has the mark in its environment: politely, and after two seconds for good. */
const endSession = `
marked() { grep -lzxF -- "$MARK" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3; }
for pid in $(marked); do kill -TERM "$pid" 2>/dev/null; kill -HUP "$pid" 2>/dev/null; done
for i in 1 2 3 4 5 6 7 8 9 10; do [ -n "$(marked)" ] || exit 0; sleep 0.2; done
for pid in $(marked); do kill -KILL "$pid" 2>/dev/null; done
`;
