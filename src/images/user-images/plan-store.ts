import {AppError} from '../../errors/app-error.ts';
import type {ArchivedImage, ArchivedLayer} from './archived-image.ts';
import {bare, chainIds, sha256} from './chain-ids.ts';
import type {StoredImage, StorePlan} from './store-plan.ts';

export interface PlannedStore {
  readonly plan: StorePlan;
  readonly images: readonly ArchivedImage[];
  /** What was kept in memory and is still to be sent. */
  readonly texts: readonly {readonly file: string; readonly content: Buffer}[];
}

/** What the store is to do for images whose layers have been sent, or were there. @throws AppError E_IMAGE_ARCHIVE. */
export function planStore(
  images: readonly ArchivedImage[],
  {has, verify}: {has(digest: string): boolean; readonly verify: boolean},
): PlannedStore {
  const blobs = new Map<string, string>();
  const texts = new Map<string, Buffer>();
  const layers = new Map<string, StorePlan['layers'][number]>();
  const addText = (content: Buffer): string => {
    const digest = sha256(content);
    texts.set(`text-${digest}`, content);
    blobs.set(digest, `text-${digest}`);
    return digest;
  };
  const names: StoredImage[] = [];
  for (const image of images) {
    if (image.names.length === 0) {
      throw new AppError('E_IMAGE_ARCHIVE', 'The archive has an image without a name.', {
        hints: ['write the archive anew from a name, such as docker save IMAGE:TAG'],
      });
    }
    const chain = chainIds(image.layers.map(({diffId}) => diffId)).map(bare);
    const addLayer = ({digest, part}: ArchivedLayer): void => {
      if (part?.file !== undefined) blobs.set(bare(digest), part.file);
      else if (part?.content !== undefined) addText(part.content);
      else if (!has(bare(digest))) throw new AppError('E_IMAGE_ARCHIVE', `The archive lacks the layer ${digest} of ${image.names[0]}.`);
    };
    image.layers.forEach((layer, index) => {
      const {digest, diffId} = layer;
      addLayer(layer);
      const name = chain[index] ?? '';
      const check = verify && digest !== diffId ? {diff: bare(diffId)} : {};
      layers.set(name, {digest: bare(digest), ...check, chain: name, lowers: chain.slice(0, index).reverse()});
    });
    const stored = {
      mediaType: image.mediaType,
      digest: addText(image.manifest),
      size: image.manifest.length,
      config: addText(image.config),
      layers: image.layers.map(({digest}) => bare(digest)),
      chain,
    };
    names.push(...image.names.map((name) => ({name, ...stored})));
  }
  return {
    images,
    texts: [...texts].map(([file, content]) => ({file, content})),
    plan: {blobs: [...blobs].map(([digest, file]) => ({file, digest})), layers: [...layers.values()], names},
  };
}
