/** One line of visible work. */
export interface Step {
  /** Replaces the small text beside the title: a count, a percentage, what is waited for. */
  update(text: string): void;
}

/** How use cases tell what they are doing, without knowing who listens: a terminal, a CI log, JSON events, a test. */
export interface Progress {
  /** Shows a title while the body runs, then how long it took. Steps may be nested and may run at the same time. */
  step<T>(title: string, body: (step: Step) => Promise<T>): Promise<T>;
  /** One sentence for the user that is not the result. */
  note(text: string): void;
  /** Something that deserves attention but stops nothing. */
  warn(text: string): void;
}
