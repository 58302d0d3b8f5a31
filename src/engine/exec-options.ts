import type {Readable, Writable} from 'node:stream';
import type {Terminal} from './terminal.ts';

/** How a command is run in a container. */
export interface ExecOptions {
  readonly signal: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Readable | Buffer | string;
  readonly user?: string;
  readonly workdir?: string;
  /** Called with pieces of output as they come; the result still holds all of it. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  /** Gets standard output as fast as it takes it; the result and `onStdout` then have none. It is not ended. */
  readonly stdout?: Writable;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** How a terminal, or what stands in for one, is connected to a command in a container. */
export interface AttachOptions {
  readonly signal: AbortSignal;
  /** Gives the command a terminal: keys go to it as they are pressed and its size follows ours. */
  readonly tty: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** This process's own streams unless told. */
  readonly terminal?: Terminal;
}
