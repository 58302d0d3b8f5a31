/** What the whole program must know before, or although, the command line could not be parsed. */
export interface OutputMode {
  readonly json: boolean;
  readonly verbose: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** The value of `--output` or `-o` as it stands on the command line, in any of its spellings. */
function outputFlag(argv: readonly string[]): string | undefined {
  return argv.flatMap((word, index) => {
    if (word === '-o' || word === '--output') return argv[index + 1] ?? [];
    return /^(?:--output=|-o=?)(.+)$/.exec(word)?.[1] ?? [];
  })[0];
}

/** Reads the output flags of a command line; words after `--` belong to another program and are not looked at. */
export function outputMode(argv: readonly string[], env: Environment): OutputMode {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  return {
    json: own.includes('--json') || isTrue(env['FLOTILLA_JSON']) || (outputFlag(own) ?? env['FLOTILLA_OUTPUT']) === 'json',
    verbose: own.includes('--verbose') || isTrue(env['FLOTILLA_VERBOSE']),
  };
}
