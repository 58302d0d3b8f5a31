/** A profile that is to be loaded. */
export interface ProfileUnit {
  readonly name: string;
  /** Programs that it confines by their path, on the host as well. */
  readonly attachment?: string;
  /** A file for apparmor_parser, of this profile alone. */
  readonly text: string;
  /** What messages call its file. */
  readonly file: string;
  readonly complain: boolean;
}

/** Characters of a hash that tell two contents apart. */
const hashLength = 16;

/** Tells whether two profiles of one name are the same. */
export async function contentOf({text, complain}: Pick<ProfileUnit, 'text' | 'complain'>): Promise<string> {
  const {createHash} = await import('node:crypto');
  // Blank lines are what is left of the other profiles of a file.
  const lines = text.split('\n').map((line) => line.trim());
  const hash = createHash('sha256').update(lines.filter(Boolean).join('\n'));
  return `${hash.digest('hex').slice(0, hashLength)}${complain ? '-complain' : ''}`;
}
