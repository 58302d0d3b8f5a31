/** Flags of ours that may stand before kubectl's first word; the value says whether the flag takes one. */
const ownFlags: Readonly<Record<string, boolean>> = {
  '-p': true,
  '--profile': true,
  '--quiet': false,
  '--verbose': false,
  '-h': false,
  '--help': false,
};

/** Puts `--` between our flags and kubectl's words unless it is there: from the first word that is not a flag of ours, all is kubectl's. */
export function separateArguments(argv: readonly string[]): string[] {
  let end = 0;
  for (let word = argv[end]; word !== undefined; word = argv[end]) {
    if (word.startsWith('--profile=')) end += 1;
    else if (word in ownFlags) end += ownFlags[word] ? 2 : 1;
    else break;
  }
  if (end >= argv.length || argv[end] === '--') return [...argv];
  return [...argv.slice(0, end), '--', ...argv.slice(end)];
}
