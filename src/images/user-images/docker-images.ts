import {z} from 'zod';
import {AppError} from '../../errors/app-error.ts';
import {mediaTypes} from '../oci/oci-image.ts';
import type {ArchivePart, ArchiveParts} from './archive-part.ts';
import type {ArchivedImage, ArchivedLayer} from './archived-image.ts';
import {sha256} from './chain-ids.ts';
import {parseImageConfig} from './image-config.ts';
import {imageName} from './image-name.ts';

const schema = z.array(z.object({Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()).nullish()}));

/** manifest.json of `docker save`; `undefined` when the archive has none. */
export const dockerManifest = (parts: ArchiveParts): z.output<typeof schema> | undefined =>
  schema.safeParse(parts.json('manifest.json')).data;

/** The images of an archive that `docker save` wrote, each with a manifest made for it. @throws AppError E_IMAGE_ARCHIVE. */
export function dockerImages(parts: ArchiveParts, items: z.output<typeof schema>): ArchivedImage[] {
  return items.map(({Config, RepoTags, Layers}) => {
    const names = (RepoTags ?? []).map(imageName);
    const config = parts.get(Config)?.content;
    const {architecture, diffIds} = parseImageConfig(config, names[0] ?? Config);
    const paths = Layers ?? [];
    if (config === undefined || paths.length !== diffIds.length) {
      throw new AppError('E_IMAGE_ARCHIVE', `The archive lists other layers for ${names[0] ?? Config} than the image has.`);
    }
    const layers = paths.map((path, index) => layerOf(path, diffIds[index] ?? '', parts));
    return {names, architecture, config, layers, mediaType: mediaTypes.manifest, manifest: manifestOf(config, layers)};
  });
}

function layerOf(path: string, diffId: string, parts: ArchiveParts): ArchivedLayer {
  const part = parts.get(path);
  if (!part) throw new AppError('E_IMAGE_ARCHIVE', `The archive lacks the layer ${path}.`);
  if (part.compression !== 'none') return {digest: computed(part, path), diffId, part};
  if (part.digest !== undefined && part.digest !== diffId) {
    throw new AppError('E_IMAGE_ARCHIVE', `The archive is damaged: its layer ${path} should be ${diffId}.`);
  }
  return {digest: diffId, diffId, part};
}

/** The digest of a compressed layer says nothing of what its image calls it, so it must have been computed. */
function computed({digest, content}: ArchivePart, path: string): string {
  if (digest !== undefined) return digest;
  if (content !== undefined) return `sha256:${sha256(content)}`;
  throw new AppError('E_IMAGE_ARCHIVE', `The layer ${path} of the archive is compressed, which was not expected.`);
}

const layerTypes = {none: mediaTypes.layer, gzip: `${mediaTypes.layer}+gzip`, zstd: `${mediaTypes.layer}+zstd`} as const;

function manifestOf(config: Buffer, layers: readonly ArchivedLayer[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: {mediaType: mediaTypes.config, digest: `sha256:${sha256(config)}`, size: config.length},
      layers: layers.map(({digest, part}) => ({mediaType: layerTypes[part?.compression ?? 'none'], digest, size: part?.size ?? 0})),
    }),
  );
}
