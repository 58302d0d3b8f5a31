import {createWriteStream} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {pipeline} from 'node:stream/promises';
import {createGunzip, createZstdDecompress} from 'node:zlib';
import {z} from 'zod';
import {AppError} from '../errors/app-error.ts';
import {cached} from './cached.ts';
import {flattenLayers} from './oci/flatten-layers.ts';
import type {LayerEntry} from './oci/layer-entry.ts';
import {type Blob, type ImageConfig, type OciImage, singleLayerImage} from './oci/oci-image.ts';
import {readTarEntries} from './oci/read-tar-entries.ts';

const configSchema = z.object({
  architecture: z.string(),
  config: z
    .object({
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
      User: z.string().nullish(),
      WorkingDir: z.string().nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
});

/** The same image in one uncompressed layer, which a node can unpack without whiteouts; an image of one layer is unpacked too. */
export async function flattenImage(
  image: OciImage,
  {cacheDir, signal}: {readonly cacheDir: string; readonly signal: AbortSignal},
): Promise<OciImage> {
  const layers: LayerEntry[][] = [];
  for (const layer of image.layers) layers.push(await readTarEntries(await unpacked(layer, cacheDir, signal), signal));
  return singleLayerImage(image.references, await readConfig(image.config), flattenLayers(layers), signal);
}

async function unpacked({mediaType, digest, content}: Blob, cacheDir: string, signal: AbortSignal): Promise<string> {
  return cached(join(cacheDir, 'layers', digest.replace(':', '-')), async (file) => {
    const output = createWriteStream(file);
    if (mediaType.endsWith('gzip')) return pipeline(content.open(), createGunzip(), output, {signal});
    if (mediaType.endsWith('zstd')) return pipeline(content.open(), createZstdDecompress(), output, {signal});
    return pipeline(content.open(), output, {signal});
  });
}

async function readConfig(blob: Blob): Promise<ImageConfig> {
  const parsed = configSchema.safeParse(JSON.parse(await text(blob.content.open())));
  if (!parsed.success) throw new AppError('E_DOWNLOAD', 'The configuration of an image cannot be read.', {cause: parsed.error});
  const {architecture, config} = parsed.data;
  return {
    architecture,
    ...(config?.Entrypoint ? {entrypoint: config.Entrypoint} : {}),
    ...(config?.Cmd ? {cmd: config.Cmd} : {}),
    ...(config?.Env ? {env: Object.fromEntries(config.Env.map(splitVariable))} : {}),
    ...(config?.User ? {user: config.User} : {}),
    ...(config?.WorkingDir ? {workdir: config.WorkingDir} : {}),
    ...(config?.Labels ? {labels: config.Labels} : {}),
  };
}

function splitVariable(variable: string): [string, string] {
  const equals = variable.indexOf('=');
  return [variable.slice(0, equals), variable.slice(equals + 1)];
}
