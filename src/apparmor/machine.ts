import type {CallOptions} from '../engine/engine.ts';
import type {CommandResult, RunOptions, Shell} from '../node/shell.ts';

/** A node of a cluster, or any other machine that a shell leads to. */
export interface Machine {
  readonly name: string;
  readonly shell: Shell;
  /** Whether the shell is root's; else sudo makes it so, without a question. */
  readonly isRoot: boolean;
}

/** Where programs of an administrator are, which other users' PATH may lack. */
const path = 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; ';

/** Runs a `sh` script as root, with `words` as its parameters; any exit code is an answer. */
export function asRoot(
  {shell, isRoot}: Machine,
  script: string,
  words: readonly string[],
  options: CallOptions & Pick<RunOptions, 'stdin'>,
): Promise<CommandResult> {
  const argv = ['sh', '-c', path + script, 'sh', ...words];
  return shell.tryRun(isRoot ? argv : ['sudo', '-n', ...argv], options);
}
