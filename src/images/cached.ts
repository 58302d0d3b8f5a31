import {access, mkdir, mkdtemp, rename, rm, utimes} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/**
 * Gives a file or folder of the cache, made by `make` when it is not there yet. It appears whole or not at all: `make` writes to a
 * path beside it, which is renamed at the end. Two that make the same at the same time are both right; the first one stays.
 */
export async function cached(path: string, make: (partial: string) => Promise<void>): Promise<string> {
  if (await isThere(path)) return path;
  await mkdir(dirname(path), {recursive: true});
  const scratch = await mkdtemp(`${path}.partial-`);
  try {
    const partial = join(scratch, 'content');
    await make(partial);
    await rename(partial, path).catch(async (error: unknown) => {
      if (!(await exists(path))) throw error;
    });
    return path;
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

/** Whether it is there; if so, it is marked as used now, for what nobody uses goes some day: see `pruneCache`. */
async function isThere(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  const now = new Date();
  // A cache of somebody else's may be read only.
  await utimes(path, now, now).catch(() => {});
  return true;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
