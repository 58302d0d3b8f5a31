import {posix} from 'node:path';
import {digestOf} from '../oci/digest.ts';
import {directoryEntry, fileEntry, type LayerEntry, textContent} from '../oci/layer-entry.ts';

/**
 * The layer that makes of one file tree another: what is new or differs, with the folders it is in, and whiteouts for what is gone.
 * A hard link becomes a file of its own, for a layer cannot link into the one below.
 */
export async function layerDifference(
  below: readonly LayerEntry[],
  above: readonly LayerEntry[],
  signal?: AbortSignal,
): Promise<LayerEntry[]> {
  const old = withoutLinks(below);
  const wanted = withoutLinks(above);
  const changed: LayerEntry[] = [];
  for (const entry of wanted.values()) {
    const before = old.get(entry.path);
    if (!before || !(await isEqual(before, entry, signal))) changed.push(entry);
  }
  const gone = [...old.keys()].filter((path) => !wanted.has(path) && (wanted.has(posix.dirname(path)) || posix.dirname(path) === '.'));
  return withFolders([...changed, ...gone.map(whiteoutOf)], wanted);
}

/** Entries with the folders that they are in as a tree has them, whose owners and modes would be lost otherwise. */
export function withFolders(entries: readonly LayerEntry[], tree: ReadonlyMap<string, LayerEntry>): LayerEntry[] {
  const folders = new Map<string, LayerEntry>();
  for (const {path} of entries) {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      folders.set(parent, tree.get(parent) ?? directoryEntry(parent));
    }
  }
  return [...folders.values(), ...entries];
}

function whiteoutOf(path: string): LayerEntry {
  return fileEntry(posix.join(posix.dirname(path), `.wh.${posix.basename(path)}`), textContent(''));
}

function withoutLinks(entries: readonly LayerEntry[]): Map<string, LayerEntry> {
  const files = new Map(entries.filter(({path}) => path !== '').map((entry) => [entry.path, entry]));
  for (const [path, entry] of files) {
    const target = entry.type === 'link' ? files.get(entry.target ?? '') : undefined;
    if (target) files.set(path, {...target, path});
  }
  return files;
}

async function isEqual(a: LayerEntry, b: LayerEntry, signal?: AbortSignal): Promise<boolean> {
  const isAlike = (['type', 'mode', 'uid', 'gid', 'target'] as const).every((key) => a[key] === b[key]);
  if (!isAlike || a.content?.size !== b.content?.size) return false;
  if (!a.content || !b.content || a.content.size === 0) return true;
  const [one, other] = await Promise.all([digestOf(a.content.open(), signal), digestOf(b.content.open(), signal)]);
  return one.digest === other.digest;
}
