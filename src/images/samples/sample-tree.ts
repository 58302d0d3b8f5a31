import {lstat, readdir, readlink} from 'node:fs/promises';
import {join} from 'node:path';
import {fileContent, fileEntry, type LayerEntry, layerPath, symlinkEntry} from '../oci/layer-entry.ts';

/** The files below a folder, owned by root, readable by all, and executable where they are; none when there is no such folder. */
export async function folderEntries(folder: string, under = ''): Promise<LayerEntry[]> {
  const found = await readdir(folder, {recursive: true}).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const entries = await Promise.all(found.toSorted().map((path) => entryOf(join(folder, path), join(under, path))));
  return entries.filter((entry) => entry !== undefined);
}

async function entryOf(file: string, path: string): Promise<LayerEntry | undefined> {
  const facts = await lstat(file);
  if (facts.isSymbolicLink()) return symlinkEntry(layerPath(path), await readlink(file));
  if (!facts.isFile()) return undefined;
  return fileEntry(path, fileContent(file, facts.size), (facts.mode & 0o100) === 0 ? 0o644 : 0o755);
}
