import type {Readable, Writable} from 'node:stream';
import type {PathKind} from './place-copy.ts';

export interface FoundPath {
  readonly kind: PathKind;
  /** Without links; the path itself when nothing is there. */
  readonly real: string;
}

/** One end of a copy. What passes between the two ends is a tar archive. */
export interface CopySide {
  /** For messages and for telling whether two ends are one: the name of a node, or nothing for this machine. */
  readonly node: string | undefined;
  find(path: string, signal: AbortSignal): Promise<FoundPath>;
  /** Writes an archive of a real path, whose entries begin with its last name. Does not end `archive`. */
  send(real: string, archive: Writable, signal: AbortSignal): Promise<void>;
  /** Unpacks an archive into a folder, which is made when it is missing. */
  receive(folder: string, archive: Readable, signal: AbortSignal): Promise<void>;
}
