import {execa} from 'execa';

export interface OwnGroupOptions {
  readonly signal: AbortSignal;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long a program may take to tidy up after SIGTERM, in milliseconds. */
const tidyUpMs = 5000;

/**
 * Runs a program as the head of a process group, without input. Signals that it sends to its group reach nobody else, and an abort ends all of
 * the group, as Ctrl-C does for what a terminal runs.
 * @throws the error of execa, with `code` and `all`, or the reason of the abort.
 */
export async function runInOwnGroup(program: string, argv: readonly string[], {signal, env = {}}: OwnGroupOptions): Promise<void> {
  signal.throwIfAborted();
  const child = execa(program, argv, {detached: true, stdin: 'ignore', all: true, env});
  const {pid} = child;
  const end = (name: NodeJS.Signals): void => signalGroup(pid, name);
  const onExit = (): void => end('SIGTERM');
  let last: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    end('SIGTERM');
    last = setTimeout(() => end('SIGKILL'), tidyUpMs);
  };
  signal.addEventListener('abort', onAbort, {once: true});
  process.once('exit', onExit);
  try {
    await child;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    process.off('exit', onExit);
    clearTimeout(last);
    // Its head has ended and told its end; what is left of the group has nobody to wait for it.
    if (signal.aborted) end('SIGKILL');
  }
}

function signalGroup(leader: number | undefined, name: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, name);
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
