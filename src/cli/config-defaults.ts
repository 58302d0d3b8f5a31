import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../errors/app-error.ts';

/** Defaults of the user for flags of `start`, by the flags' names. */
export type ConfigDefaults = Readonly<Record<string, string>>;

const fileIn = (configDir: string): string => join(configDir, 'config.json');

/** What `flotilla config set` has stored. @throws AppError E_FILE when the file is not what it wrote. */
export async function readDefaults(configDir: string): Promise<ConfigDefaults> {
  const file = fileIn(configDir);
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (stored !== null && typeof stored === 'object' && Object.values(stored).every((value) => typeof value === 'string')) {
      return stored as ConfigDefaults;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
  }
  throw new AppError('E_FILE', `The file ${file} does not hold what \`flotilla config set\` writes.`, {
    hints: [`mend it, or remove it: rm ${file}`],
  });
}

/** Replaces the stored defaults, in one step. */
export async function writeDefaults(configDir: string, defaults: ConfigDefaults): Promise<void> {
  await mkdir(configDir, {recursive: true});
  const fresh = `${fileIn(configDir)}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(defaults, undefined, 2)}\n`);
  await rename(fresh, fileIn(configDir));
}
