/** Flags whose value is the next word. */
const valued = new Set(['-p', '--profile', '-o', '--output', '-n', '--node', '--transport']);

/** What a shell takes as it is. */
const plain = /^[\w@%+=:,./-]+$/;

/** A hint for whoever left out the `--` before a command for a node that has flags of its own; none when there is no such command. */
export function separatedWords(command: string, argv: readonly string[]): readonly string[] {
  const first = argv.findIndex((word, index) => !word.startsWith('-') && !valued.has(argv[index - 1] ?? ''));
  const words = first === -1 ? [] : argv.slice(first);
  if (argv.includes('--') || !words.some((word) => word.startsWith('-'))) return [];
  const [ours, theirs] = argv.every((word) => plain.test(word)) ? [argv.slice(0, first), words] : [[], ['COMMAND']];
  return [['flotilla', command, ...ours, '--', ...theirs].join(' ')];
}
