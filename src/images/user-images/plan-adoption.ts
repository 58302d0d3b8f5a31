import {bare, chainIds} from './chain-ids.ts';

/** An image of which the engine tells where its layers are. */
export interface FolderImage {
  /** As containerd calls it. */
  readonly name: string;
  /** `sha256:…` of its configuration. */
  readonly id: string;
  /** Diff IDs, the lowest first. */
  readonly layers: readonly string[];
  /** Of the layers, on the engine's machine. */
  readonly folders: readonly string[];
}

export interface Adoption {
  /** For the program `adopt-images` of the node image; digests are bare hexadecimal. */
  readonly images: readonly {
    readonly names: readonly string[];
    readonly config: string;
    readonly layers: readonly {readonly diff: string; readonly chain: string}[];
  }[];
  /** Paths of the engine's machine, and where the program looks for them. */
  readonly binds: readonly {readonly source: string; readonly target: string}[];
}

/**
 * How images get into the store from the folders in which the engine keeps their layers: those that the store lacks, with the engine's records
 * of them. `dataRoot` is the engine's folder. `undefined` when the engine does not name a folder for each layer.
 */
export function planAdoption(
  images: readonly FolderImage[],
  {dataRoot, stored}: {readonly dataRoot: string; readonly stored: readonly string[]},
): Adoption | undefined {
  if (images.some(({layers, folders}) => layers.length === 0 || layers.length !== folders.length)) return undefined;
  const database = `${dataRoot}/image/overlay2`;
  const binds = new Map<string, string>();
  const planned = images.map(({name, id, layers, folders}) => {
    binds.set(`/mnt/engine/configs/${bare(id)}`, `${database}/imagedb/content/sha256/${bare(id)}`);
    const chain = chainIds(layers).map(bare);
    chain.forEach((layer, index) => {
      if (stored.includes(layer)) return;
      binds.set(`/mnt/engine/layers/${layer}`, folders[index] ?? '');
      binds.set(`/mnt/engine/records/${layer}`, `${database}/layerdb/sha256/${layer}`);
    });
    return {names: [name], config: bare(id), layers: layers.map((diff, index) => ({diff: bare(diff), chain: chain[index] ?? ''}))};
  });
  return {images: planned, binds: [...binds].map(([target, source]) => ({source, target}))};
}
