import {unstoredFlags} from '../unstored-flags.ts';
import type {CompletableCommand, CompletableFlag, CompletionManifest} from './completion-manifest.ts';
import {type ReadWords, readWords} from './read-words.ts';
import {describe, resolveCommand} from './resolve-command.ts';
import {kindOfArgument, kindOfFlag, type ValueKind, wordsOfHelp} from './value-kind.ts';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface CompletionPlan {
  /** What is known without asking anybody. */
  readonly candidates: readonly Candidate[];
  /** What else may stand here. */
  readonly kind: ValueKind;
  /** Stands before values of `kind`, as in `--profile=`. */
  readonly prefix: string;
  /** Begins the value that is being typed, after the prefix. */
  readonly typed: string;
  /** The profile that the words name. */
  readonly profile?: string;
}

/** What may stand in place of the last word, which may be empty. Pure. */
export function planCompletion(words: readonly string[], manifest: CompletionManifest): CompletionPlan {
  const [before, last] = [words.slice(0, -1), words.at(-1) ?? ''];
  const {command, next, length} = resolveCommand(before, manifest);
  const names = [...next].map(([value, description]) => ({value, description}));
  if (!command) return plan(last.startsWith('-') ? [helpFlag] : names, 'nothing', '', last);
  const read = readWords(before.slice(length), command.flags ?? {});
  const profile = read.profile === undefined ? {} : {profile: read.profile};
  return {...(planSetting(last, command, read, manifest) ?? planFor(last, command, read, names)), ...profile};
}

const helpFlag: Candidate = {value: '--help', description: 'Show help'};

function planFor(last: string, command: CompletableCommand, read: ReadWords, names: readonly Candidate[]): CompletionPlan {
  if (read.pending) return valuesOf(read.pending, '', last);
  if (last.startsWith('-') && !read.onlyArguments) return planFlag(last, command, read);
  const argument = Object.values(command.args ?? {})[read.args.length] ?? (command.strict === false ? {name: ''} : undefined);
  if (!argument) return plan(names, 'nothing', '', last);
  const options = (argument.options ?? []).map((value) => ({value, description: ''}));
  return plan([...names, ...options], options.length > 0 ? 'nothing' : kindOfArgument(command, argument), '', last);
}

/** Settings are the flags of `start`, with what these take. */
function planSetting(
  last: string,
  {id}: CompletableCommand,
  {args, pending}: ReadWords,
  {commands}: CompletionManifest,
): CompletionPlan | undefined {
  if (!/^config:(get|set|unset)$/.test(id) || pending || last.startsWith('-')) return undefined;
  const flags = commands['start']?.flags ?? {};
  const [name] = args;
  if (name === undefined) {
    const settings = Object.values(flags).filter((flag) => flag.name === 'profile' || (!flag.hidden && !unstoredFlags.has(flag.name)));
    return plan(
      settings.map((flag) => ({value: flag.name, description: describe(flag.summary)})).toSorted((a, b) => a.value.localeCompare(b.value)),
      'nothing',
      '',
      last,
    );
  }
  const flag = flags[name];
  if (id !== 'config:set' || args.length > 1 || !flag) return plan([], 'nothing', '', last);
  return flag.type === 'option'
    ? valuesOf(flag, '', last)
    : plan(
        ['true', 'false'].map((value) => ({value, description: ''})),
        'nothing',
        '',
        last,
      );
}

/** A flag, or the value after its equals sign. */
function planFlag(last: string, command: CompletableCommand, {used}: ReadWords): CompletionPlan {
  const [, name, typed = ''] = /^--([^=]+)=(.*)$/s.exec(last) ?? [];
  if (name === undefined) return plan(flagsOf(command, used), 'nothing', '', last);
  const flag = command.flags?.[name];
  return flag?.type === 'option' ? valuesOf(flag, `--${name}=`, typed) : plan([], 'nothing', '', last);
}

const plan = (candidates: readonly Candidate[], kind: ValueKind, prefix: string, typed: string): CompletionPlan => ({
  candidates,
  kind,
  prefix,
  typed,
});

function valuesOf(flag: CompletableFlag, prefix: string, typed: string): CompletionPlan {
  const candidates = (flag.options ?? wordsOfHelp(flag)).map((value) => ({value: `${prefix}${value}`, description: ''}));
  return plan(candidates, flag.options ? 'nothing' : kindOfFlag(flag), prefix, typed);
}

function flagsOf({flags = {}}: CompletableCommand, used: ReadonlySet<string>): Candidate[] {
  const open = Object.values(flags).filter(({name, hidden, multiple}) => !hidden && (multiple || !used.has(name)));
  const all = open.flatMap(({name, allowNo, summary}) =>
    [name, ...(allowNo ? [`no-${name}`] : [])].map((word) => ({value: `--${word}`, description: describe(summary)})),
  );
  return [...all, helpFlag].toSorted((a, b) => a.value.localeCompare(b.value));
}
