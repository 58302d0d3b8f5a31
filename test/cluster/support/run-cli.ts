import {join} from 'node:path';
import {execa} from 'execa';

const root = join(import.meta.dirname, '../../..');

/** What a run of the command line left behind. */
export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when a signal ended it. */
  readonly exitCode: number;
  readonly seconds: number;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Another program's words in front, such as `nsenter --net=…`. */
  readonly prefix?: readonly string[];
}

/** Runs the built command line as a user would; any exit code is an answer. */
export async function runCli(args: readonly string[], {env = {}, input = '', prefix = []}: CliOptions = {}): Promise<CliResult> {
  const started = performance.now();
  const [program = '', ...words] = [...prefix, join(root, 'bin/flotilla'), ...args];
  const {stdout, stderr, exitCode} = await execa(program, words, {env, input, reject: false});
  return {stdout, stderr, exitCode: exitCode ?? -1, seconds: (performance.now() - started) / 1000};
}

/** Starts the command line's own process, without the shell that finds it, so that a signal meets it and nothing else. */
export function spawnCli(args: readonly string[], {env = {}, prefix = []}: CliOptions = {}) {
  const [program = '', ...words] = [...prefix, join(root, 'node_modules/node/bin/node'), join(root, 'bin/run.js'), ...args];
  return execa(program, words, {env, stdin: 'ignore', reject: false});
}
