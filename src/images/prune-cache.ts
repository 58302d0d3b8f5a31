import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** The folders of the cache that builds of node images fill. */
export const buildFolders = ['binaries', 'blobs', 'debian', 'images', 'jars', 'layers'] as const;

/** How long an entry stays that no build uses: two versions of Kubernetes take some two gigabytes, and each new one adds its own. */
export const keptDays = 30;

export interface Pruned {
  readonly entries: number;
  readonly bytes: number;
}

/** Removes what no build has used for {@link keptDays} days, so that the cache does not grow for ever. Call it under the build lock only. */
export async function pruneCache(cacheDir: string, now: number = Date.now()): Promise<Pruned> {
  const before = now - keptDays * 24 * 60 * 60 * 1000;
  const pruned = {entries: 0, bytes: 0};
  for (const folder of buildFolders) {
    for (const name of await readdir(join(cacheDir, folder)).catch(() => [])) {
      const entry = join(cacheDir, folder, name);
      // A use is marked by the time of the entry, whatever it is: see `cached`.
      const {mtimeMs} = await stat(entry);
      if (mtimeMs >= before) continue;
      pruned.entries += 1;
      pruned.bytes += await sizeOf(entry);
      await rm(entry, {recursive: true, force: true});
    }
  }
  return pruned;
}

async function sizeOf(path: string): Promise<number> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return facts.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name)).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
