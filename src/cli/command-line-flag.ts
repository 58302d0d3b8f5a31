/** The words of a command line that are ours; those after `--` belong to another program. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** The value of a flag as it stands among our own words, in any of its spellings: `--output json`, `--output=json`, `-o json`, `-ojson`, `-o=json`. */
export function commandLineFlag(own: readonly string[], name: string, char?: string): string | undefined {
  const joined = new RegExp(`^(?:--${name}=${char ? `|-${char}=?` : ''})(.+)$`);
  return own.flatMap((word, index) => {
    if (word === `--${name}` || (char && word === `-${char}`)) return own[index + 1] ?? [];
    return joined.exec(word)?.[1] ?? [];
  })[0];
}
