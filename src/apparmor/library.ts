import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {imagesFolder} from '../images/images-folder.ts';
import {parseProfiles} from './language/parse-profiles.ts';

export interface LibraryProfile {
  /** What `load` takes. */
  readonly library: string;
  /** What pods name. */
  readonly profile: string;
  readonly description: string;
}

const folder = (): string => join(imagesFolder(), 'apparmor');

/** The file of a profile that comes with Flotilla, by its short name. */
export async function libraryText(name: string): Promise<string | undefined> {
  if (!/^[a-z][a-z-]*$/.test(name)) return undefined;
  return readFile(join(folder(), `${name}.profile`), 'utf8').catch(() => undefined);
}

/** The profiles that come with Flotilla; the first line of each file says what it is. */
export async function listLibrary(): Promise<LibraryProfile[]> {
  const files = (await readdir(folder())).filter((file) => file.endsWith('.profile')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder(), file), 'utf8');
      const [first = '', ...more] = text.split(/\n(?!# )/)[0]?.split('\n') ?? [];
      const description = [first, ...more].map((line) => line.replace(/^# /, '')).join(' ');
      return {library: file.replace(/\.profile$/, ''), profile: parseProfiles(text, file)[0]?.name ?? '', description};
    }),
  );
}
