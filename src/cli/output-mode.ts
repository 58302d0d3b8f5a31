import {commandLineFlag, ownWords} from './command-line-flag.ts';

/** What the whole program must know before, or although, the command line could not be parsed. */
export interface OutputMode {
  readonly json: boolean;
  readonly verbose: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Reads the output flags of a command line; words after `--` belong to another program and are not looked at. */
export function outputMode(argv: readonly string[], env: Environment): OutputMode {
  const own = ownWords(argv);
  return {
    json:
      own.includes('--json') || isTrue(env['FLOTILLA_JSON']) || (commandLineFlag(own, 'output', 'o') ?? env['FLOTILLA_OUTPUT']) === 'json',
    verbose: own.includes('--verbose') || isTrue(env['FLOTILLA_VERBOSE']),
  };
}
