import {commandLineFlag, ownWords} from '../command-line-flag.ts';

/**
 * The hints of a start that ended early, which has to be given its preset again: a cluster remembers its nodes, addons and tunnel, and not
 * which images and which StorageClass were still to come.
 */
export function hintsForPreset(
  hints: readonly string[],
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const preset = commandLineFlag(ownWords(argv), 'preset') ?? env['FLOTILLA_PRESET'];
  if (argv[0] !== 'start' || !preset) return hints;
  return hints.map((hint) => hint.replace(/^flotilla start (?=tries|goes)/, `flotilla start --preset ${preset} `));
}
