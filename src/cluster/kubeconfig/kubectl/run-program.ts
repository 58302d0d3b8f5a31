import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {AppError} from '../../../errors/app-error.ts';

/** What ends us shall end the program too. Ctrl-C is not among them: the terminal sends it to both. */
const forwarded = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program in our place: with our terminal, files and arguments. Gives its exit code, 128 and the signal's number when a signal ended it.
 * @throws AppError E_TOOL_MISSING when there is no such program.
 */
export async function runProgram(file: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(file, argv, {stdio: 'inherit', env});
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'ENOENT' ? missing(file, cause) : cause));
      child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
  }
}

function missing(file: string, cause: Error): AppError {
  return new AppError('E_TOOL_MISSING', `The program ${file} is not installed.`, {
    cause,
    hints: ['install kubectl: https://kubernetes.io/docs/tasks/tools/'],
  });
}
