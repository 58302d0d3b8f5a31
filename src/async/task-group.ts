/** Structured concurrency: a failing task aborts its siblings and rejects once all of them have settled. */
export class TaskGroup {
  readonly signal: AbortSignal;
  readonly #siblings = new AbortController();
  readonly #started = new Set<Promise<unknown>>();

  constructor(parent: AbortSignal) {
    this.signal = AbortSignal.any([parent, this.#siblings.signal]);
  }

  /** What went wrong first; siblings usually fail afterwards with a mere AbortError. */
  get firstFailure(): unknown {
    return this.#siblings.signal.aborted ? this.#siblings.signal.reason : this.signal.reason;
  }

  async run<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const work = body(this.signal);
    this.#started.add(work);
    try {
      return await work;
    } catch (error) {
      this.#siblings.abort(error);
      await Promise.allSettled(this.#started);
      throw this.firstFailure ?? error;
    }
  }
}
