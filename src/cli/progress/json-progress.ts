import type {Progress, Step} from '../../progress/progress.ts';

/** One JSON object per line and event, for programs that follow a long command. */
export class JsonProgress implements Progress {
  readonly #out: NodeJS.WritableStream;

  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  async step<T>(name: string, body: (step: Step) => Promise<T>): Promise<T> {
    const startMs = performance.now();
    const end = (status: 'done' | 'failed'): void => {
      this.#event({type: 'step', name, status, seconds: Math.round(performance.now() - startMs) / 1000});
    };
    this.#event({type: 'step', name, status: 'started'});
    try {
      const result = await body({update: (text) => this.#event({type: 'update', name, text})});
      end('done');
      return result;
    } catch (error) {
      end('failed');
      throw error;
    }
  }

  note(message: string): void {
    this.#event({type: 'note', message});
  }

  warn(message: string): void {
    this.#event({type: 'warning', message});
  }

  #event(event: object): void {
    this.#out.write(`${JSON.stringify(event)}\n`);
  }
}
