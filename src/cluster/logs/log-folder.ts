import {createWriteStream, mkdirSync, type WriteStream} from 'node:fs';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {dirname, join, normalize} from 'node:path';
import type {Readable} from 'node:stream';
import {finished, pipeline} from 'node:stream/promises';

/** A folder that is being filled with logs: readable for its owner only, gone unless it is finished. */
export class LogFolder {
  readonly path: string;
  readonly #missing: string[] = [];
  readonly #open = new Map<string, WriteStream>();
  #failure: Error | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** One more line for a file, which is made when it gets its first. */
  line(file: string, text: string): void {
    this.#streamOf(file).write(`${text}\n`);
  }

  async text(file: string, text: string): Promise<void> {
    const path = this.#inside(file);
    await mkdir(dirname(path), {recursive: true, mode: 0o700});
    await writeFile(path, text, {mode: 0o600});
  }

  json(file: string, value: unknown): Promise<void> {
    return this.text(file, `${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** A file from a stream, through a transformation of its lines. */
  async stream(file: string, source: Readable, transform: (chunks: AsyncIterable<Buffer>) => AsyncIterable<string>): Promise<void> {
    const path = this.#inside(file);
    await mkdir(dirname(path), {recursive: true, mode: 0o700});
    await pipeline(source, transform, createWriteStream(path, {mode: 0o600}));
  }

  readonly missing = (what: string, why: string): void => void this.#missing.push(`${what}: ${why}`);

  get missed(): readonly string[] {
    return this.#missing;
  }

  /** Closes all files and writes down what is missing. @throws NodeJS.ErrnoException when something could not be written. */
  async finish(): Promise<void> {
    const streams = [...this.#open.values()];
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => finished(stream)));
    if (this.#failure) throw this.#failure;
    const lines = this.#missing.map((line) => `${line}\n`);
    await this.text('missing.txt', lines.length === 0 ? 'Nothing is missing.\n' : lines.join(''));
  }

  async remove(): Promise<void> {
    for (const stream of this.#open.values()) stream.destroy();
    await rm(this.path, {recursive: true, force: true});
  }

  #streamOf(file: string): WriteStream {
    const existing = this.#open.get(file);
    if (existing) return existing;
    const path = this.#inside(file);
    mkdirSync(dirname(path), {recursive: true, mode: 0o700});
    const stream = createWriteStream(path, {mode: 0o600});
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#open.set(file, stream);
    return stream;
  }

  /** Names of files come from nodes, where pods may choose them. */
  #inside(file: string): string {
    const path = normalize(file);
    if (path.startsWith('..') || path.startsWith('/')) throw new Error(`The file ${file} is outside the folder.`);
    return join(this.path, path);
  }
}
