import type {CompletableCommand, CompletionManifest} from './completion-manifest.ts';

export interface ResolvedCommand {
  /** Absent while the words name a topic, or nothing yet. */
  readonly command?: CompletableCommand;
  /** Words that may come next and lead to a command, with what is known of them. */
  readonly next: ReadonlyMap<string, string>;
  /** How many of the words belong to the command's name. */
  readonly length: number;
}

/** The command that the words begin with, the longest that fits, and the names that may follow it. */
export function resolveCommand(words: readonly string[], {commands}: CompletionManifest): ResolvedCommand {
  const visible = Object.values(commands).filter(({hidden}) => !hidden);
  const named = new Map(visible.flatMap((command) => [command.id, ...(command.aliases ?? [])].map((id) => [id, command] as const)));
  const firstFlag = words.findIndex((word) => word.startsWith('-'));
  const leading = firstFlag === -1 ? words : words.slice(0, firstFlag);
  const length = leading.findLastIndex((_, index) => named.has(leading.slice(0, index + 1).join(':'))) + 1;
  const command = length === 0 ? undefined : named.get(leading.slice(0, length).join(':'));
  return {...(command ? {command} : {}), next: firstFlag === -1 ? namesBelow(leading, named) : new Map(), length};
}

function namesBelow(leading: readonly string[], named: ReadonlyMap<string, CompletableCommand>): Map<string, string> {
  const prefix = leading.map((word) => `${word}:`).join('');
  const below = [...named].filter(([id]) => id.startsWith(prefix)).toSorted(([a], [b]) => a.localeCompare(b));
  const next = new Map<string, string>();
  for (const [id, command] of below) {
    const [name = '', ...rest] = id.slice(prefix.length).split(':');
    const summary = rest.length === 0 ? describe(command.summary) : '';
    next.set(name, next.get(name) || summary);
  }
  return next;
}

/** A summary without its full stop, for the right side of a list. */
export const describe = (summary: string | undefined): string => (summary ?? '').replaceAll(/\s+/g, ' ').replace(/\.$/, '');
