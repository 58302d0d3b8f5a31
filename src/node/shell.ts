import type {Readable, Writable} from 'node:stream';
import type {CallOptions, FileEntry} from '../engine/engine.ts';
import type {Terminal} from '../engine/terminal.ts';

export interface RunOptions extends CallOptions {
  readonly stdin?: Readable | Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onOutput?: (chunk: Buffer) => void;
  /** Gets standard output as fast as it takes it; the result then has none. It is not ended, and `onOutput` sees none of it. */
  readonly stdout?: Writable;
}

export interface AttachShellOptions extends CallOptions {
  /** Gives the command a terminal. */
  readonly tty: boolean;
  /** This process's own streams unless told. */
  readonly terminal?: Terminal;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands and moves files inside one node, by whatever transport: exec of the engine, or SSH. */
export interface Shell {
  /** Name of the node. */
  readonly node: string;
  /** @throws AppError E_NODE_COMMAND on an exit code other than 0, with the last lines of output as details. */
  run(argv: readonly string[], options: RunOptions): Promise<CommandResult>;
  /** Like {@link run}, but an exit code other than 0 is an answer. */
  tryRun(argv: readonly string[], options: RunOptions): Promise<CommandResult>;
  /** Runs a `sh -eu` script; batch what belongs together, for one exec costs 75 ms. */
  script(text: string, options: RunOptions): Promise<CommandResult>;
  write(files: readonly FileEntry[], options: CallOptions): Promise<void>;
  read(path: string, options: CallOptions): Promise<Buffer>;
}

/** A {@link Shell} that a person or a script can be connected to; disposing of it closes its connection. */
export interface InteractiveShell extends Shell, AsyncDisposable {
  /** Runs a command line, or a login shell, in the home folder, with our streams; resolves with its exit code. An abort kills what runs. */
  attach(command: string | undefined, options: AttachShellOptions): Promise<number>;
}
