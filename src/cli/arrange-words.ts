/** Flags of every command, which minikube's users write in front of it too; those of the second list have a value. */
const switches = new Set(['--json', '--quiet', '--verbose']);
const valued = new Set(['-p', '--profile', '-o', '--output']);
const joined = /^(?:--(?:profile|output)=|-[po])./;

/**
 * The words of a command line in the order that oclif wants: global flags that stand before the command behind it, `help COMMAND` as
 * `COMMAND --help`. Words after `--`, and those of kubectl, stay kubectl's.
 */
export function arrangeWords(argv: readonly string[]): string[] {
  const count = countLeadingFlags(argv);
  const [flags, rest] = [argv.slice(0, count), argv.slice(count)];
  if (rest.length === 0) return [...argv];
  if (rest[0] === 'help') return [...rest.slice(1), ...flags, '--help'];
  const end = rest.indexOf('--');
  const place = rest[0] === 'kubectl' ? 1 : end === -1 ? rest.length : end;
  return [...rest.slice(0, place), ...flags, ...rest.slice(place)];
}

/** How many words from the first on are global flags and their values. */
function countLeadingFlags(argv: readonly string[]): number {
  let count = 0;
  for (const word of argv) {
    const isValue = valued.has(argv[count - 1] ?? '') && !valued.has(argv[count - 2] ?? '');
    if (!isValue && !valued.has(word) && !switches.has(word) && !joined.test(word)) break;
    count += 1;
  }
  return count;
}
