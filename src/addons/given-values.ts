import {readFile} from 'node:fs/promises';
import {parse} from 'yaml';
import {AppError} from '../errors/app-error.ts';
import type {Addon} from './read-addons.ts';

export type GivenValues = Readonly<Record<string, unknown>>;

/** `key=value` words as a map. @throws AppError E_USAGE. */
export function pairs(words: readonly string[] = [], flag = '--set KEY=VALUE'): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
      if (key === undefined || value === undefined) throw new AppError('E_USAGE', `A value is given as ${flag}.`);
      return [key, value];
    }),
  );
}

/** The values of a YAML file: one map of names to texts, numbers and booleans. @throws AppError E_FILE, E_CONFIG; never with a value. */
export async function valuesOfFile(file: string): Promise<GivenValues> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('E_FILE', `The file of values ${file} cannot be read.`, {cause});
  });
  let values: unknown;
  try {
    values = parse(text);
  } catch {
    // The parser's own message shows the line, which may hold a password.
    throw new AppError('E_CONFIG', `The file of values ${file} is not YAML.`);
  }
  if (values === null || values === undefined) return {};
  if (typeof values !== 'object' || Array.isArray(values))
    throw new AppError('E_CONFIG', `The file of values ${file} holds no map of names to values.`);
  for (const [key, value] of Object.entries(values)) {
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new AppError('E_CONFIG', `${key} of the file of values ${file} is neither a text nor a number nor true or false.`);
  }
  return values as GivenValues;
}

/** The values that are meant for one addon. */
export function valuesFor(
  {options, secret}: Addon,
  given: GivenValues,
): {readonly options: GivenValues; readonly secret: Record<string, string>} {
  const isKey = (name: string): boolean => secret?.keys.some((key) => key.name === name) ?? false;
  const entries = Object.entries(given);
  return {
    options: Object.fromEntries(entries.filter(([name]) => Object.hasOwn(options, name))),
    secret: Object.fromEntries(entries.filter(([name]) => isKey(name)).map(([name, value]) => [name, String(value)])),
  };
}

/** Refuses a value that none of the addons has a use for, which is a slip of the pen. @throws AppError E_USAGE. */
export function checkValues(addons: readonly Addon[], given: GivenValues): void {
  const known = [
    ...new Set(addons.flatMap(({options, secret}) => [...Object.keys(options), ...(secret?.keys ?? []).map(({name}) => name)])),
  ];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new AppError('E_USAGE', `There is no option "${unknown}".`, {
    details: [known.length === 0 ? `${addons.map(({name}) => name).join(', ')}: no options.` : `There are ${known.join(', ')}.`],
    hints: ['flotilla addons list -o json   shows the options of every addon'],
  });
}
