import type {Progress} from '../../progress/progress.ts';
import {silentProgress} from '../../progress/silent-progress.ts';
import {JsonProgress} from './json-progress.ts';
import {ListrProgress} from './listr-progress.ts';
import {PlainProgress} from './plain-progress.ts';

export interface ProgressChoice {
  readonly json: boolean;
  /** Whether the command's JSON output is a stream of events, or one document that nothing may precede. */
  readonly streamsEvents: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout?: NodeJS.WritableStream;
  readonly stderr?: NodeJS.WritableStream & {readonly isTTY?: boolean; readonly columns?: number};
}

/**
 * The way of showing progress that suits who is watching: a live list on a terminal, lines in a log, events for a program, nothing.
 * A terminal of no columns, as some CI systems give, counts as a log: a live list would print one character per line there.
 */
export function selectProgress(choice: ProgressChoice): Progress {
  const {env, stdout = process.stdout, stderr = process.stderr} = choice;
  if (choice.json) return choice.streamsEvents ? new JsonProgress(stdout) : silentProgress;
  if (choice.quiet) return silentProgress;
  const live = stderr.isTTY && stderr.columns && !env['CI'] && env['TERM'] !== 'dumb' && !choice.verbose;
  return live ? new ListrProgress() : new PlainProgress(stderr, {updates: choice.verbose});
}
