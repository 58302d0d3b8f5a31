import type {Progress} from './progress.ts';

/** Says nothing: `--quiet` and tests. */
export const silentProgress: Progress = {
  step: (_title, body) => body({update() {}}),
  note() {},
  warn() {},
};
