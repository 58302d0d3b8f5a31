import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {mapConcurrent} from '../../../async/map-concurrent.ts';
import {AppError} from '../../../errors/app-error.ts';
import {cached} from '../../cached.ts';
import {fileContent} from '../../oci/layer-entry.ts';
import {type Blob, imageOf, type OciImage} from '../../oci/oci-image.ts';
import {type Descriptor, indexSchema, type Manifest, manifestSchema} from './manifest-schema.ts';
import {RegistryClient} from './registry-client.ts';

export interface PullInput {
  /** Where it is pulled from: a tag, a digest or both. */
  readonly from: string;
  /** Names it gets. */
  readonly references: readonly string[];
}

export interface PullDeps {
  readonly cacheDir: string;
  /** "amd64". */
  readonly architecture: string;
  readonly signal: AbortSignal;
}

/**
 * Pulls one platform of an image without a container engine. Blobs stay in the cache by their digests and are fetched once.
 * @throws AppError E_IMAGE_NOT_FOUND, E_DOWNLOAD, E_CHECKSUM.
 */
export async function pullImage({from, references}: PullInput, {cacheDir, architecture, signal}: PullDeps): Promise<OciImage> {
  const registry = new RegistryClient(from, signal);
  const manifest = await platformManifest(registry, from, architecture);
  const [config, ...layers] = await mapConcurrent([manifest.config, ...manifest.layers], {signal, limit: 4}, (blob) =>
    fetchBlob(registry, blob, cacheDir),
  );
  if (!config) throw new AppError('E_INTERNAL', `The manifest of ${from} has no configuration.`);
  return imageOf(references, config, layers);
}

async function platformManifest(registry: RegistryClient, from: string, architecture: string): Promise<Manifest> {
  const answer = await registry.manifest();
  const index = indexSchema.safeParse(answer);
  if (!index.success) return readManifest(answer, from);
  const match = index.data.manifests.find(({platform}) => platform?.os === 'linux' && platform.architecture === architecture);
  if (!match) throw new AppError('E_IMAGE_NOT_FOUND', `The image ${from} does not exist for linux/${architecture}.`);
  return readManifest(await registry.manifest(match.digest), from);
}

function readManifest(answer: unknown, from: string): Manifest {
  const manifest = manifestSchema.safeParse(answer);
  if (manifest.success) return manifest.data;
  throw new AppError('E_DOWNLOAD', `The registry's answer for ${from} is not an image manifest.`, {cause: manifest.error});
}

async function fetchBlob(registry: RegistryClient, {mediaType, digest, size}: Descriptor, cacheDir: string): Promise<Blob> {
  const file = await cached(join(cacheDir, 'blobs', digest.replace(':', '-')), async (partial) => {
    await mkdir(join(partial, '..'), {recursive: true});
    await registry.blob(digest, partial);
  });
  return {mediaType: ociType(mediaType), digest, content: fileContent(file, size)};
}

const ociTypes = new Map<string, string>([
  ['application/vnd.docker.container.image.v1+json', 'application/vnd.oci.image.config.v1+json'],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'application/vnd.oci.image.layer.v1.tar+gzip'],
  ['application/vnd.docker.image.rootfs.diff.tar', 'application/vnd.oci.image.layer.v1.tar'],
]);

/** Docker's names for the same formats; an OCI manifest names them in OCI's way. */
function ociType(mediaType: string): string {
  return ociTypes.get(mediaType) ?? mediaType;
}
