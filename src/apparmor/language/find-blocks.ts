import {AppError} from '../../errors/app-error.ts';
import type {Token} from './tokens.ts';

/** A profile's block in the text of its file. */
export interface Block {
  readonly name: string;
  readonly header: readonly Token[];
  readonly children: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly stop: number;
}

/** A block whose end has not come yet; one without a name is no profile, such as that of an `if`. */
interface OpenBlock {
  readonly name: string | undefined;
  readonly header: readonly Token[];
  readonly start: number;
  readonly line: number;
}

/** The outermost blocks of a file, each a profile. @throws AppError E_APPARMOR_PROFILE. */
export function findBlocks(tokens: readonly Token[], file: string): Block[] {
  const finder = new BlockFinder(file);
  for (const token of tokens) finder.take(token);
  return finder.finish();
}

class BlockFinder {
  readonly #file: string;
  readonly #found: Block[] = [];
  readonly #open: OpenBlock[] = [];
  /** Words since the last thing that was complete. */
  #pending: Token[] = [];
  #children: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  take(token: Token): void {
    if (token.kind === 'word') {
      this.#pending.push(token);
      return;
    }
    if (token.kind === 'open') this.#begin(token);
    if (token.kind === 'close') this.#end(token);
    this.#pending = [];
  }

  finish(): Block[] {
    const [unclosed] = this.#open;
    if (unclosed) throw broken(this.#file, unclosed.line, `the profile ${unclosed.name} begins here and has no end`);
    return this.#found;
  }

  #begin(brace: Token): void {
    const block = opened(this.#pending, brace, this.#open, this.#file);
    if (this.#open.length > 0 && block.name !== undefined) this.#children.push(block.name);
    this.#open.push(block);
  }

  #end(brace: Token): void {
    const block = this.#open.pop();
    if (!block) throw broken(this.#file, brace.line, 'a closing brace without an opening one');
    if (this.#open.length > 0) return;
    this.#found.push({...block, name: block.name ?? '', children: this.#children, stop: brace.stop});
    this.#children = [];
  }
}

/** @throws AppError E_APPARMOR_PROFILE for an outermost block that is no profile. */
function opened(header: readonly Token[], brace: Token, open: readonly OpenBlock[], file: string): OpenBlock {
  const name = nameOf(header, open.findLast((block) => block.name !== undefined)?.name);
  const {start, line} = header[0] ?? brace;
  if (open.length === 0 && name === undefined) throw broken(file, line, 'a block begins here, and it is no profile');
  return {name, header, start, line};
}

/** What a block is called in the kernel. */
function nameOf(header: readonly Token[], parent: string | undefined): string | undefined {
  const [first = '', second = ''] = header.map(({text}) => unquoted(text));
  const own = ['profile', 'hat'].includes(first) ? second : /^[/^@]/.test(first) ? first.replace(/^\^/, '') : '';
  if (own === '' || /^(?:flags=)?\(/.test(own)) return undefined;
  return parent === undefined ? own : `${parent}//${own}`;
}

export const unquoted = (word: string): string => (/^".*"$/s.test(word) ? word.slice(1, -1) : word);

function broken(file: string, line: number, what: string): AppError {
  return new AppError('E_APPARMOR_PROFILE', `${file}, line ${line}: ${what}.`);
}
