import {chainIds, sha256} from './chain-ids.ts';

/**
 * Tells which layer is in which folder of an archive that Docker wrote before version 25. A folder is named after a digest over its `json`,
 * without what names it, and the layer's chain ID: with the layers known, the layer of a folder is the one with which the digest comes out.
 */
export class LegacyLayers {
  readonly #layers: ReadonlyMap<string, string>;

  /** Diff IDs of each image that is expected, the lowest layer first. */
  constructor(images: readonly (readonly string[])[]) {
    this.#layers = new Map(
      images.flatMap((diffIds) => chainIds(diffIds).map((chain, index): [string, string] => [chain, diffIds[index] ?? ''])),
    );
  }

  /** The diff ID of the layer in this folder; `undefined` when it is none of those that are expected. */
  diffId(folder: string, json: string): string | undefined {
    const {id: _id, parent, os, ...rest} = JSON.parse(json) as Record<string, unknown>;
    const known = {...rest, ...(typeof parent === 'string' ? {parent: `sha256:${parent}`} : {})};
    for (const [chain, diffId] of this.#layers) {
      // Only the topmost layer has the image's settings, and with them `os`, in the digest.
      const candidates = [{...known, layer_id: chain}, ...(os === undefined ? [] : [{...known, layer_id: chain, os}])];
      if (candidates.some((candidate) => sha256(goJson(candidate)) === folder)) return diffId;
    }
    return undefined;
  }
}

/** As Go writes a map: keys of the top level in order, and what HTML would mind as escapes. */
function goJson(value: Record<string, unknown>): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
