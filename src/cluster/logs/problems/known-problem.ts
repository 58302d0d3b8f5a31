/** A kind of trouble that logs tell of. Data: what to look for, what it means, what to do. */
export interface KnownProblem {
  /** Stable, for scripts. */
  readonly id: string;
  /** Matches one line of a log. It must not match what a healthy cluster writes. */
  readonly pattern: RegExp;
  readonly means: string;
  /** Commands, or sentences where no command helps. */
  readonly remedy: readonly string[];
}
