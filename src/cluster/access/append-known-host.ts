import {mkdir, readFile, realpath, rename, stat, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {AppError} from '../../errors/app-error.ts';
import {withKnownHost} from '../../node/host-keys/known-hosts.ts';

export const userKnownHosts = (): string => join(homedir(), '.ssh', 'known_hosts');

/** Puts a host's key into a known_hosts file; says whether the file had to change. @throws AppError E_FILE. */
export async function appendKnownHost(file: string, host: string, publicKey: string): Promise<boolean> {
  try {
    const target = await realpath(file).catch(() => file);
    const before = await readOrEmpty(target);
    const after = withKnownHost(before, host, publicKey);
    if (after === before) return false;
    await mkdir(dirname(target), {recursive: true, mode: 0o700});
    const mode = (await stat(target).catch(() => undefined))?.mode ?? 0o600;
    const partial = `${target}.${process.pid}`;
    await writeFile(partial, after, {mode: mode & 0o777});
    await rename(partial, target);
    return true;
  } catch (cause) {
    throw new AppError('E_FILE', `The file ${file} cannot be changed.`, {cause, hints: [`check who owns ${dirname(file)}`]});
  }
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
