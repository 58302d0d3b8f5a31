import {posix} from 'node:path';
import {directoryEntry, type LayerEntry} from './layer-entry.ts';

/** Makes a list of entries into a file tree: later ones replace earlier ones, missing parents are added, order is by path. */
export function completeTree(entries: readonly LayerEntry[]): LayerEntry[] {
  const tree = new Map(entries.filter(({path}) => path !== '').map((entry) => [entry.path, entry]));
  for (const path of [...tree.keys()]) {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      if (!tree.has(parent)) tree.set(parent, directoryEntry(parent));
    }
  }
  // A hard link must come after what it links to.
  return [...tree.values()].sort((a, b) => Number(a.type === 'link') - Number(b.type === 'link') || (a.path < b.path ? -1 : 1));
}
