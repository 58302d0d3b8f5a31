import {createWriteStream} from 'node:fs';
import type {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {fileEntry, textContent} from './layer-entry.ts';
import {type Blob, descriptor, mediaTypes, type OciImage} from './oci-image.ts';
import {packEntries} from './pack-entries.ts';

/** One tar of any number of images, an OCI layout and at the same time what `docker load` reads. Shared blobs are in it once. */
export function packArchive(images: readonly OciImage[]): Readable {
  const blobs = new Map<string, Blob>(
    images.flatMap(({manifest, config, layers}) => [manifest, config, ...layers]).map((blob) => [blob.digest, blob]),
  );
  return packEntries([
    fileEntry('oci-layout', textContent(JSON.stringify({imageLayoutVersion: '1.0.0'}))),
    fileEntry('index.json', textContent(JSON.stringify(indexJson(images)))),
    fileEntry('manifest.json', textContent(JSON.stringify(dockerManifest(images)))),
    ...[...blobs.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1)).map((blob) => fileEntry(blobPath(blob), blob.content)),
  ]);
}

/** Writes {@link packArchive} to a file. */
export async function writeArchive(images: readonly OciImage[], file: string, signal: AbortSignal): Promise<void> {
  await pipeline(packArchive(images), createWriteStream(file), {signal});
}

function indexJson(images: readonly OciImage[]): unknown {
  const manifests = images.flatMap(({references, manifest}) =>
    references.map((reference) => ({
      ...descriptor(manifest),
      annotations: {
        'io.containerd.image.name': reference,
        'org.opencontainers.image.ref.name': reference.slice(reference.lastIndexOf(':') + 1),
      },
    })),
  );
  return {schemaVersion: 2, mediaType: mediaTypes.index, manifests};
}

function dockerManifest(images: readonly OciImage[]): unknown {
  return images.map(({references, config, layers}) => ({Config: blobPath(config), RepoTags: references, Layers: layers.map(blobPath)}));
}

function blobPath({digest}: Blob): string {
  return `blobs/${digest.replace(':', '/')}`;
}
