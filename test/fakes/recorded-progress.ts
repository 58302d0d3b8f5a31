import type {Progress} from '../../src/progress/progress.ts';

/** Keeps what it was told. */
export interface RecordedProgress extends Progress {
  /** `step X`, `note X`, `warning X`, in order. */
  readonly told: string[];
}

export function recordProgress(): RecordedProgress {
  const told: string[] = [];
  return {
    told,
    step: (title, body) => {
      told.push(`step ${title}`);
      return body({update: () => {}});
    },
    note: (message) => void told.push(`note ${message}`),
    warn: (message) => void told.push(`warning ${message}`),
  };
}
