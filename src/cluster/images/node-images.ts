import type {Readable} from 'node:stream';
import {withDeadline} from '../../async/with-deadline.ts';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import type {ExecResult} from '../../engine/exec-options.ts';
import type {Terminal} from '../../engine/terminal.ts';
import {AppError} from '../../errors/app-error.ts';
import type {StorePlan, StoreState} from '../../images/user-images/store-plan.ts';
import {lastLines} from '../../node/last-lines.ts';

const program = '/usr/local/lib/flotilla/images';

/** How long a node may take for one call, in milliseconds: unpacking gigabytes on a busy machine takes minutes. */
const callMs = 15 * 60_000;

/** For what goes through a network or a pipe, and is as fast as that. */
export const transferMs = 60 * 60_000;

/** Programs that only look at what the container runtime has, or write a name. */
const commandMs = 2 * 60_000;

/** What `link` did with an image. */
export type LinkOutcome = 'present' | 'linked' | 'failed' | 'removed';

/** The images of one node, and through it those that the cluster keeps in the volume of all nodes. */
export class NodeImages {
  readonly node: string;
  readonly #engine: Engine;

  constructor(engine: Engine, node: string) {
    this.#engine = engine;
    this.node = node;
  }

  async state(options: CallOptions): Promise<StoreState> {
    return JSON.parse((await this.#run(['state'], options)).stdout.toString()) as StoreState;
  }

  /** Takes a tar of numbered files; {@link store} says what they are. */
  async receive(id: string, tar: Readable, options: CallOptions): Promise<void> {
    await this.#run(['receive', id], {...options, stdin: tar});
  }

  async store(id: string, plan: StorePlan, options: CallOptions): Promise<void> {
    await this.#run(['store', id], {...options, stdin: JSON.stringify(plan)});
  }

  async discard(id: string, options: CallOptions): Promise<void> {
    await this.#run(['discard', id], options);
  }

  /** Gives the node's containerd every image that the cluster keeps. Says what became of each; those that failed come with an error text. */
  async link(options: CallOptions): Promise<{readonly outcomes: ReadonlyMap<string, LinkOutcome>; readonly problem: string}> {
    const result = await this.#try(['link'], options);
    const outcomes = new Map<string, LinkOutcome>();
    for (const line of result.stdout.toString().split('\n')) {
      const [outcome, name] = line.split(' ');
      if (name !== undefined) outcomes.set(name, outcome as LinkOutcome);
    }
    return {outcomes, problem: result.exitCode === 0 ? '' : lastLines(result.stderr.toString(), 3).join(' ')};
  }

  /** More names for an image that the cluster keeps; false when it keeps none of that name. */
  async tag(name: string, to: readonly string[], options: CallOptions): Promise<boolean> {
    const {exitCode} = await this.#run(['tag', name, ...to], options, [3]);
    return exitCode === 0;
  }

  async forget(names: readonly string[], options: CallOptions): Promise<void> {
    await this.#run(['forget', ...names], options);
  }

  async remove(names: readonly string[], options: CallOptions): Promise<void> {
    await this.#run(['remove', ...names], options);
  }

  /** Writes images that the cluster keeps as an archive to the terminal's output. Gives the exit code. */
  export(names: readonly string[], terminal: Terminal, {signal}: CallOptions): Promise<number> {
    return this.#within(transferMs, signal, (scope) =>
      this.#engine.containers.attach(this.node, [program, 'export', ...names], {signal: scope, tty: false, terminal}),
    );
  }

  /** Unpacked layers that this node uses. */
  async linked(options: CallOptions): Promise<string[]> {
    return (await this.#run(['linked'], options)).stdout
      .toString()
      .split('\n')
      .filter((line) => line !== '');
  }

  /** Removes what no name needs and is not among these layers. */
  async prune(layers: readonly string[], options: CallOptions): Promise<void> {
    await this.#run(['prune'], {...options, stdin: layers.map((layer) => `${layer}\n`).join('')});
  }

  /** Any program of the node. @throws AppError E_IMAGE_LOAD, E_TIMEOUT. */
  async command(argv: readonly string[], {signal, timeoutMs = commandMs}: CallOptions & {readonly timeoutMs?: number}): Promise<string> {
    const result = await this.#within(timeoutMs, signal, (scope) => this.#engine.containers.exec(this.node, argv, {signal: scope}));
    if (result.exitCode === 0) return result.stdout.toString();
    throw this.#failure(argv.slice(0, 3).join(' '), result);
  }

  async #run(
    argv: readonly string[],
    options: CallOptions & {readonly stdin?: Readable | string},
    accepted: readonly number[] = [],
  ): Promise<ExecResult> {
    const result = await this.#try(argv, options);
    if (result.exitCode === 0 || accepted.includes(result.exitCode)) return result;
    throw this.#failure(`images ${argv[0]}`, result);
  }

  #try(argv: readonly string[], {signal, stdin}: CallOptions & {readonly stdin?: Readable | string}): Promise<ExecResult> {
    return this.#within(callMs, signal, (scope) =>
      this.#engine.containers.exec(this.node, [program, ...argv], {signal: scope, ...(stdin === undefined ? {} : {stdin})}),
    );
  }

  #within<T>(timeoutMs: number, signal: AbortSignal, body: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const hints = ['run the same command again: what nodes have is skipped', 'flotilla logs --problems shows what went wrong on the nodes'];
    return withDeadline({signal, timeoutMs, what: `images on node ${this.node}`, hints}, body);
  }

  #failure(what: string, {exitCode, stdout, stderr}: ExecResult): AppError {
    if (exitCode === 126 || exitCode === 127) {
      return new AppError('E_IMAGE_LOAD', `Node ${this.node} runs a node image that is too old for this.`, {
        hints: ['flotilla delete and flotilla start make the cluster anew'],
      });
    }
    return new AppError('E_IMAGE_LOAD', `On node ${this.node}, ${what} ended with exit code ${exitCode}.`, {
      details: lastLines(stderr.toString().trim() || stdout.toString(), 5),
    });
  }
}
