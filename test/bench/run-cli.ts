import {join} from 'node:path';
import {execa} from 'execa';

export const root = join(import.meta.dirname, '..', '..');

export interface CliRun {
  readonly seconds: number;
  readonly stdout: string;
  /** Phases by name, in seconds, from the JSON events of long commands. */
  readonly phases: Readonly<Record<string, number>>;
}

/** Runs the built command line as a user would, and times the whole process. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliRun> {
  const started = performance.now();
  const {stdout} = await execa(join(root, 'bin', 'flotilla'), args, {env, stdin: 'ignore'});
  const seconds = (performance.now() - started) / 1000;
  return {seconds, stdout, phases: phasesOf(stdout)};
}

function phasesOf(stdout: string): Record<string, number> {
  const phases: Record<string, number> = {};
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{"type":"step"')) continue;
    const event = JSON.parse(line) as {name: string; status: string; seconds?: number};
    if (event.status === 'done') phases[event.name] = event.seconds ?? 0;
  }
  return phases;
}
