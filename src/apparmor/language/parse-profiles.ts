import {AppError} from '../../errors/app-error.ts';
import {type Block, findBlocks, unquoted} from './find-blocks.ts';
import {tokensOf} from './tokens.ts';

/** One profile of a file. */
export interface SourceProfile {
  readonly name: string;
  /** Programs that it confines wherever they start, on the host too. */
  readonly attachment?: string;
  readonly flags: readonly string[];
  /** What it and the head of its file include, as written: `<abstractions/base>`, `"/etc/apparmor.d/local/x"`. */
  readonly includes: readonly string[];
  /** Names of the profiles and hats inside, as the kernel has them: `name//child`. */
  readonly children: readonly string[];
  readonly line: number;
  /** A file of this profile alone: the head of its file and its block, each on the lines where they were. */
  readonly text: string;
}

/**
 * Reads a file of AppArmor profiles as far as names, flags and includes go; whether its rules are right, apparmor_parser knows.
 * @throws AppError E_APPARMOR_PROFILE with the line, when blocks do not fit together or there is no profile.
 */
export function parseProfiles(text: string, file: string): SourceProfile[] {
  const blocks = findBlocks(tokensOf(text), file);
  if (blocks.length === 0) throw new AppError('E_APPARMOR_PROFILE', `${file} has no AppArmor profile.`);
  return blocks.map((block) => profileOf(text, block, blocks));
}

function profileOf(text: string, block: Block, all: readonly Block[]): SourceProfile {
  const own = all.filter((other) => other !== block).reduce(blanked, text);
  const words = block.header.map((word) => unquoted(word.text)).filter((word) => word !== 'profile');
  const attachment = words.slice(0, 2).find((word) => /^[/@{]/.test(word));
  const flags = words.flatMap((word) => /^(?:flags=)?\((.*)\)$/s.exec(word)?.[1]?.split(/[\s,]+/) ?? []).filter(Boolean);
  const directives = tokensOf(own).filter(({kind}) => kind === 'directive');
  const includes = directives.flatMap((one) => /^#?include\s+(?:if\s+exists\s+)?(.+)/.exec(one.text)?.[1] ?? []);
  return {
    name: block.name,
    ...(attachment === undefined ? {} : {attachment}),
    flags,
    includes: [...new Set(includes)],
    children: block.children,
    line: block.line,
    text: `${own.trimEnd()}\n`,
  };
}

/** The text without a part of it, of which only the ends of lines are left: so line numbers stay true. */
function blanked(text: string, {start, stop}: Block): string {
  return text.slice(0, start) + text.slice(start, stop).replace(/[^\n]/g, ' ') + text.slice(stop);
}
