import type {Progress, Step} from '../../progress/progress.ts';
import {formatSeconds} from '../render/duration.ts';

export interface PlainProgressOptions {
  /** Whether the small text of a step is printed too, each change on its own line. */
  readonly updates: boolean;
}

/** Lines for logs: each step when it starts and when it ends, after the seconds since the first one. */
export class PlainProgress implements Progress {
  readonly #out: NodeJS.WritableStream;
  readonly #updates: boolean;
  readonly #startMs = performance.now();

  constructor(out: NodeJS.WritableStream, options: PlainProgressOptions = {updates: false}) {
    this.#out = out;
    this.#updates = options.updates;
  }

  async step<T>(title: string, body: (step: Step) => Promise<T>): Promise<T> {
    const startMs = performance.now();
    const end = (how: string): void => this.#line(`${title} ... ${how} ${formatSeconds(performance.now() - startMs)}`);
    this.#line(`${title} ...`);
    try {
      const result = await body({update: (text) => this.#updates && this.#line(`${title}: ${text}`)});
      end('done in');
      return result;
    } catch (error) {
      end('failed after');
      throw error;
    }
  }

  note(text: string): void {
    this.#line(text);
  }

  warn(text: string): void {
    this.#line(`Warning: ${text}`);
  }

  #line(text: string): void {
    const elapsed = formatSeconds(performance.now() - this.#startMs)
      .replace(' ', '')
      .padStart(6);
    this.#out.write(`[${elapsed}] ${text}\n`);
  }
}
