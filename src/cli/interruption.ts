import {AppError} from '../errors/app-error.ts';
import {errorCatalogue} from '../errors/catalogue.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the first Ctrl-C, termination signal or end of the terminal into an abort, and the second into the end of the process. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = (name: NodeJS.Signals): void => {
    if (this.signal.aborted) process.exit(errorCatalogue.E_INTERRUPTED.exitCode);
    const cause = name === 'SIGINT' ? 'Ctrl-C' : name;
    this.#controller.abort(new AppError('E_INTERRUPTED', `Interrupted by ${cause}.`, {hints: this.#hints}));
  };

  readonly #hints: readonly string[];

  constructor(hints: readonly string[] = []) {
    this.#hints = hints;
    for (const name of signals) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening; without this, commands that run in one process would add up listeners. */
  [Symbol.dispose](): void {
    for (const name of signals) process.off(name, this.#onSignal);
  }
}
