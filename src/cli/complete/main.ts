import {homedir} from 'node:os';
import {join} from 'node:path';
import {clusterNames} from './cluster-names.ts';
import {runCompletion} from './run-completion.ts';

/** Answers `flotilla __complete WORD...`, without oclif: that takes longer to load than somebody who presses a key wants to wait. */
export async function main([, ...words]: readonly string[]): Promise<void> {
  const settings = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'flotilla');
  const answer = await runCompletion(words, clusterNames(settings, process.env));
  // Ending here: a kept connection to the engine must not hold the prompt back.
  process.stdout.write(answer, () => process.exit());
}
