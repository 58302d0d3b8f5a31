/** Flags of ours whose value is the next word. */
const valued = new Set(['-p', '--profile', '-o', '--output', '-n', '--node', '--transport']);
const ours = /^(?:-[pon]|--(?:profile|output|node|transport)(?:=|$))/;

/** What a shell takes as it is. */
const plain = /^[\w@%+=:,./-]+$/;

/**
 * A hint for whoever left out the `--` before a command for a node that has flags of its own; none when there is no such command. Where a flag after
 * the command's first word may be ours or the command's, the command is not repeated.
 */
export function separatedWords(command: string, argv: readonly string[]): readonly string[] {
  const first = argv.findIndex((word, index) => !word.startsWith('-') && !valued.has(argv[index - 1] ?? ''));
  const words = first === -1 ? [] : argv.slice(first);
  if (argv.includes('--') || !words.some((word) => word.startsWith('-'))) return [];
  const isClear = argv.every((word) => plain.test(word)) && !words.some((word) => ours.test(word));
  return [['flotilla', command, ...(isClear ? argv.slice(0, first) : []), '--', ...(isClear ? words : ['COMMAND'])].join(' ')];
}
