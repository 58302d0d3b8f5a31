import type {Readable, Writable} from 'node:stream';

/** The streams of a terminal, or of whatever stands in for one. */
export interface Terminal {
  readonly stdin: Readable & {readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown; ref?(): unknown; unref?(): unknown};
  readonly stdout: Writable & {readonly columns?: number; readonly rows?: number};
  readonly stderr: Writable;
}
