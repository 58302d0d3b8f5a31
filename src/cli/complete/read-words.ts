import type {CompletableFlag} from './completion-manifest.ts';

export interface ReadWords {
  /** The flag whose value comes next. */
  readonly pending?: CompletableFlag;
  readonly used: ReadonlySet<string>;
  readonly args: readonly string[];
  /** After `--`. */
  readonly onlyArguments: boolean;
  readonly profile?: string;
}

type Flags = Readonly<Record<string, CompletableFlag>>;

/** What words that follow a command's name say, as far as it decides what may come next. */
export function readWords(words: readonly string[], flags: Flags): ReadWords {
  return words.reduce<ReadWords>((read, word) => readWord(read, word, flags), {used: new Set(), args: [], onlyArguments: false});
}

function readWord({pending, ...read}: ReadWords, word: string, flags: Flags): ReadWords {
  if (pending) return withValue(read, pending, word);
  if (read.onlyArguments) return {...read, args: [...read.args, word]};
  if (word === '--') return {...read, onlyArguments: true};
  const flag = flagNamed(word, flags);
  if (!flag) return word.startsWith('-') ? read : {...read, args: [...read.args, word]};
  const used = {...read, used: new Set([...read.used, flag.name])};
  if (flag.type !== 'option') return used;
  const value = attachedValue(word);
  return value === undefined ? {...used, pending: flag} : withValue(used, flag, value);
}

const withValue = (read: ReadWords, {name}: CompletableFlag, value: string): ReadWords =>
  name === 'profile' && value !== '' ? {...read, profile: value} : read;

/** Of `--flag=value` and `-fvalue`. */
function attachedValue(word: string): string | undefined {
  const long = /^--[^=]+=(.*)$/s.exec(word)?.[1];
  return long ?? (/^-[^-]./.test(word) ? word.slice(2) : undefined);
}

function flagNamed(word: string, flags: Flags): CompletableFlag | undefined {
  if (word.startsWith('--')) {
    const name = word.slice(2).split('=', 1)[0] ?? '';
    return flags[name] ?? flags[name.replace(/^no-/, '')];
  }
  return /^-\w/.test(word) ? Object.values(flags).find(({char}) => char === word[1]) : undefined;
}
