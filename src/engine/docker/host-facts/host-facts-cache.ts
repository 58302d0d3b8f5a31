import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {HostFacts} from '../../host-facts.ts';

/** The facts of one engine on disk. A cache that cannot be read or written is no cache, never an error. */
export class HostFactsCache {
  readonly #file: string;

  constructor(directory: string, engineId: string) {
    this.#file = join(directory, 'host-facts', `${engineId.replaceAll(/[^\w.-]/g, '_')}.json`);
  }

  /** The facts, if they were found in this same period: since the host booted, or on this day. */
  async read(period: string): Promise<HostFacts | undefined> {
    try {
      const entry = JSON.parse(await readFile(this.#file, 'utf8')) as {
        readonly period: string;
        readonly facts: HostFacts & {openFiles: number | null};
      };
      if (entry.period !== period) return undefined;
      // JSON has no infinity.
      return {...entry.facts, openFiles: entry.facts.openFiles ?? Number.POSITIVE_INFINITY};
    } catch {
      return undefined;
    }
  }

  async write(period: string, facts: HostFacts): Promise<void> {
    const fresh = `${this.#file}.${process.pid}`;
    try {
      await mkdir(dirname(this.#file), {recursive: true});
      await writeFile(fresh, JSON.stringify({period, facts}));
      await rename(fresh, this.#file);
    } catch {
      return;
    }
  }
}
