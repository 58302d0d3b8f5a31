import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
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

/** Makes the default profile the active one again when the active one is among these: their clusters are gone. */
export async function forgetActiveProfile(configDir: string, profiles: readonly string[]): Promise<void> {
  const active = await readActiveProfile(configDir);
  if (active !== undefined && profiles.includes(active)) await rm(fileIn(configDir), {force: true});
}
