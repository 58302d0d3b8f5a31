/** A piece of a profile file that says something. */
export interface Token {
  readonly kind: 'word' | 'open' | 'close' | 'end' | 'directive';
  /** As it is written, with its quotes. A directive is an include up to its path, or the line that defines a variable. */
  readonly text: string;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly stop: number;
  /** From 1 on. */
  readonly line: number;
}

/** The path of an include is in angle brackets, in quotes, or bare. */
const include = String.raw`#?include[ \t]+(?:if[ \t]+exists[ \t]+)?(?:<[^>\n]*>|"[^"\n]*"|[^\s"<]+)`;
const skipped = new RegExp(String.raw`\s+|(?!${include})#[^\n]*`, 'y');
const directive = new RegExp(String.raw`${include}|[@$]\{?\w+\}?[ \t]*\+?=(?:[^\n\\]|\\[\s\S])*`, 'y');
const edges = {'{': 'open', '}': 'close', ',': 'end'} as const;

/**
 * Cuts the text of a profile file into tokens. A brace is the edge of a block where a word could begin, and part of a glob or a variable
 * (`/{,usr/}bin/sh`, `@{PROC}`) inside of one.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const {kind, stop} = pieceAt(text, at);
    if (kind !== undefined) tokens.push({kind, text: text.slice(at, stop), start: at, stop, line});
    line += text.slice(at, stop).split('\n').length - 1;
    at = stop;
  }
  return tokens;
}

function pieceAt(text: string, at: number): {readonly kind?: Token['kind']; readonly stop: number} {
  const blank = end(skipped, text, at);
  if (blank > at) return {stop: blank};
  const edge = edges[text[at] as keyof typeof edges];
  if (edge) return {kind: edge, stop: at + 1};
  const whole = end(directive, text, at);
  return whole > at ? {kind: 'directive', stop: whole} : {kind: 'word', stop: Math.max(at + 1, end(word, text, at))};
}

function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const quoted = String.raw`"(?:[^"\\]|\\[\s\S])*"?`;
const inBraces = String.raw`\{(?:[^{}\n\\]|\\.|\{[^{}\n]*\})*\}?`;
/** Options such as `flags=(a, b)` end with their parenthesis: a block may follow at once. Blanks and commas in quotes and braces belong to it. */
const word = new RegExp(String.raw`[\w.]*=?\([^)]*\)?|(?:${quoted}|${inBraces}|\\[\s\S]|[^\s,{}"\\])+`, 'y');
