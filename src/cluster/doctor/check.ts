import type {ErrorId} from '../../errors/catalogue.ts';

export type CheckState = 'ok' | 'warning' | 'problem' | 'fixed' | 'skipped';

/** What a check is about, whatever it finds. */
export interface About {
  readonly id: string;
  /** Why anybody should care, in one sentence. */
  readonly why: string;
}

/** One finding about the host. */
export interface Check extends About {
  readonly state: CheckState;
  readonly found: string;
  /** Commands, or sentences where no command helps, that put it right; empty when nothing is wrong. */
  readonly remedy: readonly string[];
  /** What a command would fail with; problems only. */
  readonly error?: ErrorId;
}

export const ok = (about: About, found: string): Check => ({...about, state: 'ok', found, remedy: []});

export const skipped = (about: About, found: string): Check => ({...about, state: 'skipped', found, remedy: []});

export const warning = (about: About, found: string, ...remedy: readonly string[]): Check => ({...about, state: 'warning', found, remedy});

export const problem = (about: About, error: ErrorId, found: string, ...remedy: readonly string[]): Check => ({
  ...about,
  state: 'problem',
  found,
  remedy,
  error,
});
