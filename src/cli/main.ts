import {Errors, run} from '@oclif/core';
import {separateArguments} from '../cluster/kubeconfig/kubectl/separate-arguments.ts';
import {AppError} from '../errors/app-error.ts';
import {arrangeWords} from './arrange-words.ts';
import {formatErrorJson, formatErrorText} from './errors/format-error.ts';
import {hintsForPreset} from './errors/hints-for-preset.ts';
import {hintsForProfile, namedProfile} from './errors/hints-for-profile.ts';
import {toAppError} from './errors/to-app-error.ts';
import {outputMode} from './output-mode.ts';
import {packageRoot} from './package-root.ts';

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

/** The one place where errors leave: as text on standard error, or as JSON on standard output. Returns the exit code. */
function report(thrown: unknown, argv: readonly string[]): number {
  if (thrown instanceof Errors.ExitError) return thrown.oclif.exit ?? 0;
  const error = named(toAppError(thrown), argv);
  const {json, verbose} = outputMode(argv, process.env);
  if (json) process.stdout.write(`${formatErrorJson(error)}\n`);
  if (!json || verbose) process.stderr.write(`${formatErrorText(error, {verbose})}\n`);
  return error.exitCode;
}

/** The error with hints that can be typed as they are. */
function named(error: AppError, argv: readonly string[]): AppError {
  const {id, message, details, cause} = error;
  const hints = hintsForProfile(hintsForPreset(error.hints, argv, process.env), namedProfile(argv, process.env));
  return new AppError(id, message, {details, cause, hints});
}

async function leave(code: number): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Ending here rather than when idle: a kept-alive connection to the engine must not hold the prompt back.
  process.exit(code);
}

/** Runs one command line and ends the process. Commands may set `process.exitCode` for an answer that is not an error, as `status` does. */
export async function main(argv: readonly string[]): Promise<never> {
  // What follows kubectl is kubectl's, flags and --help included, before oclif looks at any of it.
  // It completes them too, in the protocol that our scripts speak; for other commands there is complete/main.ts.
  const asked = argv[0] === '__complete' && argv[1] === 'kubectl' ? ['kubectl', '__complete', ...argv.slice(2)] : arrangeWords(argv);
  const words = asked[0] === 'kubectl' ? ['kubectl', ...separateArguments(asked.slice(1))] : asked;
  process.once('uncaughtException', (error) => leave(report(error, words)));
  try {
    await run(words, {root: packageRoot(), userPlugins: false, devPlugins: false});
    return await leave(Number(process.exitCode ?? 0));
  } catch (error) {
    return await leave(report(error, words));
  }
}
