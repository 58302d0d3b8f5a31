import type {CallOptions, Engine, FileEntry} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../last-lines.ts';
import type {CommandResult, RunOptions, Shell} from '../shell.ts';

/** A {@link Shell} over the engine's exec. */
export class ExecShell implements Shell {
  readonly node: string;
  readonly #engine: Engine;

  constructor(engine: Engine, node: string) {
    this.#engine = engine;
    this.node = node;
  }

  async run(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    return this.#checked(argv, options, argv.join(' '));
  }

  async script(text: string, options: RunOptions): Promise<CommandResult> {
    return this.#checked(['sh', '-euc', text], options, 'a script');
  }

  async tryRun(argv: readonly string[], {signal, stdin, env, onOutput}: RunOptions): Promise<CommandResult> {
    const result = await this.#engine.containers.exec(this.node, argv, {
      signal,
      ...(stdin === undefined ? {} : {stdin}),
      ...(env === undefined ? {} : {env}),
      ...(onOutput === undefined ? {} : {onStdout: onOutput, onStderr: onOutput}),
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

  async #checked(argv: readonly string[], options: RunOptions, shown: string): Promise<CommandResult> {
    const result = await this.tryRun(argv, options);
    if (result.exitCode === 0) return result;
    throw new AppError('E_NODE_COMMAND', `On node ${this.node}, ${shown} ended with exit code ${result.exitCode}.`, {
      details: lastLines(`${result.stdout}\n${result.stderr}`, 15),
      hints: [`flotilla logs --problems shows what went wrong on the nodes`],
    });
  }
}
