import {posix} from 'node:path';
import type {LayerEntry} from './layer-entry.ts';

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** Applies layers from the lowest to the highest, with the whiteouts of the OCI image specification, and gives the file tree that is left. */
export function flattenLayers(layers: readonly (readonly LayerEntry[])[]): LayerEntry[] {
  const tree = new Map<string, LayerEntry>();
  /** What each hard link stood for when its layer was applied. */
  const linked = new Map<LayerEntry, LayerEntry>();
  for (const layer of layers) apply(layer, tree, linked);
  return [...tree.values()].map((entry) => independent(entry, tree, linked)).filter((entry) => entry !== undefined);
}

function apply(layer: readonly LayerEntry[], tree: Map<string, LayerEntry>, linked: Map<LayerEntry, LayerEntry>): void {
  // Whiteouts hide what is below, never what comes in the same layer, wherever they stand in it.
  for (const {path} of layer) hide(tree, path);
  for (const entry of layer) {
    if (posix.basename(entry.path).startsWith(whiteout)) continue;
    if (entry.type !== 'directory') removeBelow(tree, entry.path);
    tree.set(entry.path, entry);
  }
  for (const entry of layer) {
    const target = entry.type === 'link' ? tree.get(entry.target ?? '') : undefined;
    if (target) linked.set(entry, target);
  }
}

function hide(tree: Map<string, LayerEntry>, path: string): void {
  const name = posix.basename(path);
  if (!name.startsWith(whiteout)) return;
  const folder = posix.dirname(path);
  const hidden = name === opaque ? folder : posix.join(folder, name.slice(whiteout.length));
  if (name !== opaque) tree.delete(hidden);
  removeBelow(tree, hidden);
}

function removeBelow(tree: Map<string, LayerEntry>, folder: string): void {
  const prefix = folder === '.' ? '' : `${folder}/`;
  for (const path of tree.keys()) if (path.startsWith(prefix)) tree.delete(path);
}

/** A hard link whose target a higher layer has changed or removed becomes a file of its own; a link to nothing is dropped. */
function independent(
  entry: LayerEntry,
  tree: ReadonlyMap<string, LayerEntry>,
  linked: ReadonlyMap<LayerEntry, LayerEntry>,
): LayerEntry | undefined {
  if (entry.type !== 'link') return entry;
  let file = linked.get(entry);
  if (file && tree.get(entry.target ?? '') === file) return entry;
  while (file?.type === 'link') file = linked.get(file);
  return file && {...file, path: entry.path};
}
