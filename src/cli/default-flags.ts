import {type Interfaces, Parser} from '@oclif/core';
import {AppError} from '../errors/app-error.ts';
import type {ConfigDefaults} from './config-defaults.ts';
import {nearest} from './nearest.ts';
import {unstoredFlags} from './unstored-flags.ts';

type FlagDefinitions = Interfaces.FlagInput;

/** Names that `config set` takes. */
export const defaultNames = (flags: FlagDefinitions): readonly string[] => [
  'profile',
  ...Object.keys(flags).filter((name) => !unstoredFlags.has(name)),
];

/** @throws AppError E_USAGE for a name that `start` has no flag of. */
export function checkDefaultName(name: string, flags: FlagDefinitions): void {
  const names = defaultNames(flags);
  if (names.includes(name)) return;
  const near = nearest(name, names);
  throw new AppError('E_USAGE', `"${name}" is not a setting.`, {
    hints: [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      'settings have the names of the flags of `flotilla start`, without the dashes, and profile',
      'flotilla config view --all lists them',
    ],
  });
}

/**
 * Stored defaults as the flags of `start` would have given them, and nothing besides.
 * @throws what the flags themselves throw for a value that is wrong.
 */
export async function parseDefaults<T>(defaults: ConfigDefaults, flags: FlagDefinitions): Promise<Partial<T>> {
  const known = Object.entries(defaults).filter(([name]) => name in flags);
  const argv = known.flatMap(([name, value]) => words(name, value, flags));
  // Without their variables of the environment and their own defaults: only what is stored counts here.
  const bare = Object.fromEntries(
    known.map(([name]) => {
      const {env: _env, default: _default, ...flag} = flags[name] as unknown as Record<string, unknown>;
      return [name, flag];
    }),
  ) as FlagDefinitions;
  const {flags: parsed} = await Parser.parse(argv, {flags: bare, strict: true});
  return parsed as Partial<T>;
}

function words(name: string, value: string, flags: FlagDefinitions): string[] {
  if (flags[name]?.type !== 'boolean') return [`--${name}=${value}`];
  if (value === 'true') return [`--${name}`];
  if (value === 'false') return flags[name].allowNo ? [`--no-${name}`] : [];
  throw new AppError('E_USAGE', `"${value}" is not a value of ${name}; write true or false.`);
}
