import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {mkdir, readFile, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {execa} from 'execa';
import {fileContent} from '../../../src/images/oci/layer-entry.ts';
import {type Blob, imageOf} from '../../../src/images/oci/oci-image.ts';
import type {ProvidedImage} from '../../../src/images/provide-components.ts';
import {mirrorReference, parseReference} from '../../../src/images/sources/release/image-reference.ts';
import type {LocalRegistry} from '../../engine/images/local-registry.ts';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
}

/** Pushes images out of their archives to a registry, with compressed layers, as published ones have. */
export async function publishImages(images: readonly ProvidedImage[], registry: LocalRegistry, folder: string): Promise<void> {
  for (const {archive, references, component} of images) {
    const unpacked = join(folder, component);
    await mkdir(unpacked, {recursive: true});
    await execa('tar', ['-xf', archive, '-C', unpacked]);
    const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(unpacked, path), 'utf8'));
    const {manifests} = (await json('index.json')) as {readonly manifests: readonly Descriptor[]};
    const manifest = (await json(blobPath(manifests[0]?.digest ?? ''))) as {
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
    };
    const layers = await Promise.all(manifest.layers.map((layer) => zipped(layer, unpacked)));
    const config = join(unpacked, blobPath(manifest.config.digest));
    const image = imageOf(references, {...manifest.config, content: fileContent(config, (await stat(config)).size)}, layers);
    const {repository, tag = 'latest'} = parseReference(mirrorReference(references[0] ?? '', registry.host));
    await registry.push(repository, tag, image);
    await rm(unpacked, {recursive: true});
  }
}

const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

async function zipped({mediaType, digest}: Descriptor, folder: string): Promise<Blob> {
  const file = join(folder, `${digest.replace(':', '-')}.gz`);
  await pipeline(createReadStream(join(folder, blobPath(digest))), createGzip({level: 1}), createWriteStream(file));
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return {mediaType: `${mediaType}+gzip`, digest: `sha256:${hash.digest('hex')}`, content: fileContent(file, (await stat(file)).size)};
}
