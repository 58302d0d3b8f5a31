import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AddonSecret} from './addon-schema.ts';

export interface SecretSources {
  /** Of --set. */
  readonly given: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder with a file for each key, as the tutorial has them. */
  readonly folder?: string;
  /** Asks on a terminal, where there is one. */
  ask?(question: string, hidden: boolean): Promise<string>;
}

/** The values of a Secret: given, of the environment, of files, and for what is then missing of a first whole set, answers. */
export async function secretValues(secret: AddonSecret, sources: SecretSources): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const {name} of secret.keys) {
    const value = sources.given[name] ?? sources.env[name] ?? (await fromFile(sources.folder, name));
    // An end of line belongs to the file and not to the password.
    if (value !== undefined && value.trim() !== '') values[name] = value.replace(/[\r\n]+$/, '');
  }
  const isWhole = secret.oneOf.some((set) => set.every((name) => name in values));
  return isWhole || !sources.ask ? values : {...(await answers(secret, values, sources.ask)), ...values};
}

async function answers(
  {keys, oneOf: [first = []]}: AddonSecret,
  known: Readonly<Record<string, string>>,
  ask: NonNullable<SecretSources['ask']>,
): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const {name, summary, hidden} of keys.filter((key) => first.includes(key.name) && !(key.name in known))) {
    const answer = await ask(`${summary} (${name})`, hidden);
    if (answer !== '') given[name] = answer;
  }
  return given;
}

async function fromFile(folder: string | undefined, name: string): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
