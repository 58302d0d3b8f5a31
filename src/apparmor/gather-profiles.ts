import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {text as readAll} from 'node:stream/consumers';
import {AppError} from '../errors/app-error.ts';
import {libraryText} from './library.ts';
import type {ProfileUnit} from './profile-unit.ts';
import {type NamedText, profilesOf} from './profiles-of.ts';

/**
 * The profiles of files, folders, standard input (`-`) and, by their short names, of the library.
 * @throws AppError E_FILE, E_APPARMOR_PROFILE.
 */
export async function gatherProfiles(words: readonly string[], complain: boolean): Promise<ProfileUnit[]> {
  if (words.filter((word) => word === '-').length > 1) throw new AppError('E_USAGE', 'Standard input can be read once only.');
  const texts: NamedText[] = [];
  for (const word of words) texts.push(...(await textsOf(word)));
  return profilesOf(texts, complain);
}

async function textsOf(word: string): Promise<NamedText[]> {
  if (word === '-') return [{file: 'standard input', text: await readAll(process.stdin)}];
  const found = await stat(word).catch(() => undefined);
  if (found?.isDirectory()) return folderTexts(word);
  const fromLibrary = found ? undefined : await libraryText(word);
  if (fromLibrary !== undefined) return [{file: word, text: fromLibrary}];
  return [{file: word, text: await read(word)}];
}

/** Files that a person put there: no hidden ones, no leftovers of editors and packages, no folders within. */
async function folderTexts(folder: string): Promise<NamedText[]> {
  const entries = await readdir(folder, {withFileTypes: true});
  const names = entries.filter((entry) => !entry.isDirectory()).map(({name}) => name);
  const chosen = names.filter((name) => !/^\.|~$|^README|\.(?:md|orig|rej|bak|dpkg-\w+|rpm\w+)$/.test(name)).toSorted();
  if (chosen.length === 0) throw new AppError('E_FILE', `The folder ${folder} has no profiles.`);
  return Promise.all(chosen.map(async (name) => ({file: join(folder, name), text: await read(join(folder, name))})));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('E_FILE', `There is no profile file ${file} that can be read, nor a profile of that name in the library.`, {
      cause,
      hints: ['flotilla apparmor list --library shows what the library has'],
    });
  }
}
