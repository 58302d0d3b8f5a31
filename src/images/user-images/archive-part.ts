import type {Compression} from './compression.ts';

/** One file of an archive of images. */
export interface ArchivePart {
  readonly size: number;
  readonly compression: Compression;
  /** `sha256:…`, where it was computed, or is known from whoever wrote the archive. */
  readonly digest?: string;
  /** Under which name it was sent on; absent for what was not sent. */
  readonly file?: string;
  /** Small files only. */
  readonly content?: Buffer;
}

/** The files of an archive by path, links followed. */
export class ArchiveParts {
  readonly #parts = new Map<string, ArchivePart>();
  readonly #links = new Map<string, string>();

  add(path: string, part: ArchivePart): void {
    this.#parts.set(path, part);
  }

  addLink(path: string, target: string): void {
    this.#links.set(path, target);
  }

  get(path: string): ArchivePart | undefined {
    return this.#parts.get(path) ?? this.#parts.get(this.#links.get(path) ?? '');
  }

  /** A small file as JSON; `undefined` when it is not there or is none. */
  json(path: string): unknown {
    const content = this.get(path)?.content;
    if (content === undefined) return undefined;
    try {
      return JSON.parse(content.toString());
    } catch {
      return undefined;
    }
  }
}
