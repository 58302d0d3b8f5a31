import {z} from 'zod';
import {AppError} from '../../errors/app-error.ts';
import {mediaTypes} from '../oci/oci-image.ts';
import type {ArchiveParts} from './archive-part.ts';
import type {ArchivedImage} from './archived-image.ts';
import {sha256} from './chain-ids.ts';
import {dockerManifest} from './docker-images.ts';
import {parseImageConfig} from './image-config.ts';
import {imageName} from './image-name.ts';

const descriptorSchema = z.object({
  mediaType: z.string().optional(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.number(),
  annotations: z.record(z.string(), z.string()).nullish(),
  platform: z.object({architecture: z.string(), os: z.string()}).nullish(),
});
const indexSchema = z.object({mediaType: z.string().optional(), manifests: z.array(descriptorSchema)});
const manifestSchema = z.object({mediaType: z.string().optional(), config: descriptorSchema, layers: z.array(descriptorSchema)});

type Descriptor = z.output<typeof descriptorSchema>;

const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

/** The images of an OCI layout for one architecture; `undefined` when the archive is none. @throws AppError E_IMAGE_ARCHIVE. */
export function ociImages(parts: ArchiveParts, architecture: string): ArchivedImage[] | undefined {
  const index = indexSchema.safeParse(parts.json('index.json'));
  if (!index.success || parts.json('oci-layout') === undefined) return undefined;
  const found = new Map<string, ArchivedImage>();
  for (const entry of index.data.manifests) {
    const digest = manifestFor(entry, parts, architecture);
    if (digest === undefined) continue;
    const image = found.get(digest) ?? readImage(digest, parts);
    found.set(digest, {...image, names: [...new Set([...image.names, ...namesOf(entry)])]});
  }
  return [...found.values()];
}

function namesOf({annotations}: Descriptor): string[] {
  const name = annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'];
  // A tag alone, as some tools write it, names no image.
  return name !== undefined && /[/:]/.test(name) ? [imageName(name)] : [];
}

/** The manifest of this architecture that a descriptor leads to; attestations and other platforms lead to none. */
function manifestFor(entry: Descriptor, parts: ArchiveParts, architecture: string): string | undefined {
  const {platform} = entry;
  if (platform && (platform.os !== 'linux' || platform.architecture !== architecture)) return undefined;
  const value = parts.json(blobPath(entry.digest));
  const index = indexSchema.safeParse(value);
  if (!index.success) {
    // Engines list the other platforms of an image though the archive does not have them.
    return value === undefined && platform ? undefined : entry.digest;
  }
  const candidates = index.data.manifests.map((child) => manifestFor(child, parts, architecture));
  return candidates.find((digest) => digest !== undefined);
}

function readImage(digest: string, parts: ArchiveParts): ArchivedImage {
  const manifest = parts.get(blobPath(digest))?.content;
  const parsed = manifestSchema.safeParse(parts.json(blobPath(digest)));
  if (manifest === undefined || !parsed.success) throw new AppError('E_IMAGE_ARCHIVE', `The archive lacks the manifest ${digest}.`);
  const {config, layers, mediaType} = parsed.data;
  const content = parts.get(blobPath(config.digest))?.content;
  const {architecture, diffIds} = parseImageConfig(content, digest);
  for (const [expected, actual] of [
    [digest, manifest],
    [config.digest, content],
  ] as const) {
    if (actual === undefined || `sha256:${sha256(actual)}` !== expected)
      throw new AppError('E_IMAGE_ARCHIVE', `The archive is damaged: it has something else as ${expected}.`);
  }
  if (content === undefined || layers.length !== diffIds.length) {
    throw new AppError('E_IMAGE_ARCHIVE', `The manifest ${digest} lists other layers than its image has.`);
  }
  return {
    names: dockerNames(parts, config.digest),
    mediaType: mediaType ?? mediaTypes.manifest,
    manifest,
    config: content,
    architecture,
    layers: layers.map((layer, index) => layerOf(layer.digest, diffIds[index] ?? '', parts)),
  };
}

function layerOf(digest: string, diffId: string, parts: ArchiveParts): ArchivedImage['layers'][number] {
  const part = parts.get(blobPath(digest));
  const actual = part?.digest ?? (part?.content && `sha256:${sha256(part.content)}`);
  if (actual !== undefined && actual !== digest) {
    throw new AppError('E_IMAGE_ARCHIVE', `The archive is damaged: it has something else as the layer ${digest}.`);
  }
  return {digest, diffId, ...(part ? {part} : {})};
}

/** Engines write the names twice; some tools write them only where `docker load` looks. */
function dockerNames(parts: ArchiveParts, config: string): string[] {
  const items = dockerManifest(parts) ?? [];
  return items.filter(({Config}) => Config === blobPath(config)).flatMap(({RepoTags}) => (RepoTags ?? []).map(imageName));
}
