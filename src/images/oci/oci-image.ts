import {createHash} from 'node:crypto';
import {completeTree} from './complete-tree.ts';
import {digestOf} from './digest.ts';
import {type Content, type LayerEntry, textContent} from './layer-entry.ts';
import {packEntries} from './pack-entries.ts';

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly content: Content;
}

/** An image that is ready to be written: its manifest and everything the manifest names. */
export interface OciImage {
  /** Full names with tags: "registry.k8s.io/pause:3.10.2". */
  readonly references: readonly string[];
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

export interface ImageConfig {
  readonly architecture: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Makes an image of one uncompressed layer. Equal input gives an equal digest. */
export async function singleLayerImage(
  references: readonly string[],
  config: ImageConfig,
  entries: readonly LayerEntry[],
  signal?: AbortSignal,
): Promise<OciImage> {
  return layeredImage(references, config, [await layerBlob(entries, signal)]);
}

/** Makes an image of layers of {@link layerBlob}, the lowest first. */
export function layeredImage(references: readonly string[], config: ImageConfig, layers: readonly Blob[]): OciImage {
  const diffIds = layers.map(({digest}) => digest);
  return imageOf(references, jsonBlob(mediaTypes.config, configJson(config, diffIds)), layers);
}

/** An uncompressed layer with these entries, in their folders. */
export async function layerBlob(entries: readonly LayerEntry[], signal?: AbortSignal): Promise<Blob> {
  const tree = completeTree(entries);
  const {digest, size} = await digestOf(packEntries(tree), signal);
  return {mediaType: mediaTypes.layer, digest, content: {size, open: () => packEntries(tree)}};
}

/** An image of blobs that exist already. */
export function imageOf(references: readonly string[], config: Blob, layers: readonly Blob[]): OciImage {
  const manifest = jsonBlob(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(config),
    layers: layers.map(descriptor),
  });
  return {references, manifest, config, layers};
}

export function descriptor({mediaType, digest, content}: Blob): {mediaType: string; digest: string; size: number} {
  return {mediaType, digest, size: content.size};
}

export function jsonBlob(mediaType: string, value: unknown): Blob {
  const text = JSON.stringify(value);
  return {mediaType, digest: `sha256:${createHash('sha256').update(text).digest('hex')}`, content: textContent(text)};
}

function configJson({architecture, entrypoint, cmd, env, user, workdir, labels}: ImageConfig, diffIds: readonly string[]): unknown {
  return {
    architecture,
    os: 'linux',
    config: {
      Env: Object.entries({PATH: usualPath, ...env}).map(([name, value]) => `${name}=${value}`),
      ...(entrypoint && {Entrypoint: entrypoint}),
      ...(cmd && {Cmd: cmd}),
      ...(user && {User: user}),
      WorkingDir: workdir ?? '/',
      ...(labels && {Labels: labels}),
    },
    rootfs: {type: 'layers', diff_ids: diffIds},
    history: diffIds.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'flotilla'})),
    created: '1970-01-01T00:00:00Z',
  };
}
