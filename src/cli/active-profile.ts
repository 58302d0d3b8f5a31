import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

const fileIn = (configDir: string): string => join(configDir, 'active-profile');

/** The profile chosen with `flotilla profile NAME`, or undefined when none was. */
export async function readActiveProfile(configDir: string): Promise<string | undefined> {
  try {
    return (await readFile(fileIn(configDir), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a profile the one that commands without `--profile` are about. */
export async function writeActiveProfile(configDir: string, profile: string): Promise<void> {
  await mkdir(configDir, {recursive: true});
  await writeFile(fileIn(configDir), `${profile}\n`);
}
