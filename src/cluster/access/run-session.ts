import type {InteractiveShell} from '../../node/shell.ts';

/** What a shell says of a program that wrote to a pipe without a reader. */
const brokenPipe = 141;

/**
 * Connects this process to a command in a node, or to a shell there, and gives the exit code. When our terminal or the reader of our output
 * goes away, the command ends too.
 */
export async function runSession(
  shell: InteractiveShell,
  command: string | undefined,
  {signal, tty}: {readonly signal: AbortSignal; readonly tty: boolean},
): Promise<number> {
  const hangUp = new AbortController();
  const readerGone = new AbortController();
  const onHangUp = (): void => hangUp.abort(new Error('The terminal is gone.'));
  const onError = (): void => readerGone.abort();
  process.on('SIGHUP', onHangUp);
  process.stdout.on('error', onError);
  try {
    return await shell.attach(command, {tty, signal: AbortSignal.any([signal, hangUp.signal, readerGone.signal])});
  } catch (error) {
    if (readerGone.signal.aborted) return brokenPipe;
    throw error;
  } finally {
    process.off('SIGHUP', onHangUp);
  }
}
