import {Command, Errors, Flags, type Interfaces} from '@oclif/core';
import {checkClusterName} from '../cluster/spec/cluster-name.ts';
import {isAppError} from '../errors/app-error.ts';
import type {Progress} from '../progress/progress.ts';
import {readActiveProfile} from './active-profile.ts';
import {usageError} from './errors/usage-error.ts';
import {Interruption} from './interruption.ts';
import {outputMode} from './output-mode.ts';
import {selectProgress} from './progress/select-progress.ts';
import {type Wiring, wire} from './wiring.ts';

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>;
export type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

const GLOBAL = 'GLOBAL';

/** What every command shares: global flags, one signal, progress, lazily built dependencies, one way to print a result. */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override readonly baseFlags = {
    profile: Flags.string({
      char: 'p',
      env: 'FLOTILLA_PROFILE',
      helpGroup: GLOBAL,
      helpValue: 'NAME',
      summary: 'Name of the cluster; "flotilla" unless `flotilla profile NAME` chose another.',
    }),
    output: Flags.option({options: ['text', 'json'] as const})({
      char: 'o',
      default: 'text',
      env: 'FLOTILLA_OUTPUT',
      helpGroup: GLOBAL,
      summary: 'Form of what is printed on standard output.',
    }),
    json: Flags.boolean({env: 'FLOTILLA_JSON', helpGroup: GLOBAL, summary: 'Same as --output json.'}),
    quiet: Flags.boolean({env: 'FLOTILLA_QUIET', helpGroup: GLOBAL, summary: 'Show no progress.'}),
    verbose: Flags.boolean({env: 'FLOTILLA_VERBOSE', helpGroup: GLOBAL, summary: 'Show every detail of progress and of errors.'}),
  };

  /** Set by long commands: their JSON output is a stream of events, one per line, of which the result is the last. */
  static readonly streamsEvents: boolean = false;

  /** What to type after an interruption. */
  static readonly interruptedHints: readonly string[] = [];

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  /** All words that are not flags, for commands that take any number of them (`static strict = false`). */
  protected words!: readonly string[];
  /** Names of the flags that are on the command line; others have their value from the environment, or are defaults. */
  protected flagsGiven!: ReadonlySet<string>;
  protected profile!: string;
  protected progress!: Progress;
  #interruption: Interruption | undefined;
  #wiring: Wiring | undefined;

  protected get signal(): AbortSignal {
    if (!this.#interruption) throw new Error('The signal exists only while the command runs.');
    return this.#interruption.signal;
  }

  /** What the command works with; adapters are loaded when first asked for. */
  protected deps(): Wiring {
    this.#wiring ??= wire();
    return this.#wiring;
  }

  protected override async init(): Promise<void> {
    await super.init();
    this.#interruption = new Interruption((this.ctor as typeof BaseCommand).interruptedHints);
    const {args, argv, flags, raw} = await this.parseWords();
    this.flags = flags as FlagsOf<T>;
    this.args = args as ArgsOf<T>;
    this.words = argv.map(String);
    this.flagsGiven = new Set(raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])));
    this.profile = checkClusterName(this.flags.profile ?? (await readActiveProfile(this.config.configDir)) ?? 'flotilla');
    this.progress = selectProgress({
      json: this.json,
      streamsEvents: this.streamsEvents,
      quiet: this.flags.quiet,
      verbose: this.flags.verbose,
      env: process.env,
    });
  }

  /** Prints the result, once: the document in JSON output, otherwise the text, which is made only then. */
  protected print(document: object, text: () => string): void {
    if (!this.json) this.writeLine(text());
    else if (this.streamsEvents) this.writeLine(JSON.stringify({type: 'result', ...document}));
    else this.writeLine(JSON.stringify(document, undefined, 2));
  }

  /** Fails like the body that was interrupted, whatever the body's own way of failing was. */
  protected override async catch(thrown: Error): Promise<void> {
    const interrupted = this.#interruption?.signal.aborted && !isAppError(thrown, 'E_INTERRUPTED');
    throw interrupted ? this.signal.reason : thrown;
  }

  protected override async finally(_thrown: Error | undefined): Promise<void> {
    this.#interruption?.[Symbol.dispose]();
  }

  /** Whether standard output carries JSON. oclif's own JSON mode stays off: it would print what `run` returns, and errors in its way. */
  protected get json(): boolean {
    return outputMode(this.argv, process.env).json;
  }

  /** What to try besides the help when the command line is not understood. */
  protected usageHints(): readonly string[] {
    return [];
  }

  private writeLine(line: string): void {
    if (line) process.stdout.write(line.endsWith('\n') ? line : `${line}\n`);
  }

  private get streamsEvents(): boolean {
    return (this.ctor as typeof BaseCommand).streamsEvents;
  }

  /** Parses the command line and puts what the parser has to say into our words. */
  private async parseWords(): Promise<Interfaces.ParserOutput> {
    const {ctor} = this;
    try {
      return await this.parse({flags: ctor.flags, baseFlags: BaseCommand.baseFlags, args: ctor.args, strict: ctor.strict});
    } catch (error) {
      const isUsage = isAppError(error) || (error instanceof Errors.CLIError && !(error instanceof Errors.ExitError));
      throw isUsage ? usageError(error, this.id?.replaceAll(':', ' ') ?? '', this.usageHints()) : error;
    }
  }
}
