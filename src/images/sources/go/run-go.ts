import {execa} from 'execa';
import {AppError} from '../../../errors/app-error.ts';
import {lastLines} from '../../../node/last-lines.ts';
import {complaintsOf} from './complaints.ts';
import type {GoToolchain} from './go-toolchain.ts';

export interface RunGoOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Every line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** What was attempted, for the message: "Building etcd v3.7.0". */
  readonly what: string;
}

/**
 * Runs the go command with a fixed environment, and gives its standard output.
 * @throws AppError E_DOWNLOAD when a module could not be fetched, E_IMAGE_BUILD for the rest.
 */
export async function runGo({go}: GoToolchain, argv: readonly string[], options: RunGoOptions): Promise<string> {
  const {cwd, env, signal, onLine, what} = options;
  const child = execa(go, argv, {
    cwd,
    cancelSignal: signal,
    reject: false,
    stdin: 'ignore',
    maxBuffer: 64 * 1024 * 1024,
    env: {GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=mod -buildvcs=false', GOOS: 'linux', ...env},
  });
  const [result] = await Promise.all([child, followLines(child.iterable({from: 'stderr'}), onLine)]);
  signal.throwIfAborted();
  if (!result.failed) return result.stdout;
  const details = lastLines(complaintsOf(result.stderr), 12);
  if (/(dial tcp|i\/o timeout|connection refused|no such host|reading http|server response)/.test(result.stderr)) {
    throw new AppError('E_DOWNLOAD', `${what} failed: a Go module could not be fetched.`, {
      details,
      hints: ['go env GOPROXY shows where modules come from'],
    });
  }
  throw new AppError('E_IMAGE_BUILD', `${what} failed.`, {details});
}

async function followLines(lines: AsyncIterable<string>, onLine: ((line: string) => void) | undefined): Promise<void> {
  // The iterator also throws what the child's promise reports; one report is enough.
  try {
    for await (const line of lines) onLine?.(line);
  } catch {
    return;
  }
}
