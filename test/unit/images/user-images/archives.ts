import {createHash} from 'node:crypto';
import {Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {pipeline} from 'node:stream/promises';
import {gzipSync} from 'node:zlib';
import {extract, pack} from 'tar-stream';
import {chainIds, sha256} from '../../../../src/images/user-images/chain-ids.ts';

export const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A layer of this many bytes; the same seed gives the same one. */
export const layer = (seed: string, size: number): Buffer => Buffer.alloc(size, `${seed} `);

export async function tarOf(files: Readonly<Record<string, Buffer | string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string' && content.startsWith('-> ')) archive.entry({name, type: 'symlink', linkname: content.slice(3)});
    else archive.entry({name}, content);
  }
  archive.finalize();
  return buffer(archive);
}

export async function filesOf(tar: Readable): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  const piping = pipeline(tar, reader as unknown as NodeJS.WritableStream);
  piping.catch(() => {});
  reader.on('error', () => {});
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks));
  }
  await piping;
  return files;
}

export const configOf = (layers: readonly Buffer[], architecture = 'amd64'): Buffer =>
  Buffer.from(JSON.stringify({architecture, os: 'linux', rootfs: {type: 'layers', diff_ids: layers.map(digestOf)}}));

/** As Docker before version 25 writes it: a folder per layer, its name a digest over its `json` and the layer's chain ID. */
export async function legacyArchive(name: string, layers: readonly Buffer[]): Promise<Buffer> {
  const config = configOf(layers);
  const chain = chainIds(layers.map(digestOf));
  const files: Record<string, Buffer | string> = {[`${sha256(config)}.json`]: config};
  const folders: string[] = [];
  for (const [index, content] of layers.entries()) {
    const isTop = index === layers.length - 1;
    const parent = folders.at(-1);
    const settings = {
      container_config: {Cmd: null, Note: 'a < b & c > d'},
      created: '1970-01-01T00:00:00Z',
      ...(isTop ? {os: 'linux'} : {}),
    };
    const named = {...settings, layer_id: chain[index], ...(parent === undefined ? {} : {parent: `sha256:${parent}`})};
    const folder = sha256(goJson(named));
    files[`${folder}/VERSION`] = '1.0';
    files[`${folder}/json`] = goJson({id: folder, ...(parent === undefined ? {} : {parent}), ...settings, os: 'linux'});
    files[`${folder}/layer.tar`] = content;
    folders.push(folder);
  }
  const manifest = [{Config: `${sha256(config)}.json`, RepoTags: [name], Layers: folders.map((folder) => `${folder}/layer.tar`)}];
  return tarOf({...files, 'manifest.json': JSON.stringify(manifest), repositories: '{}'});
}

function goJson(value: Record<string, unknown>): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}

/** As buildx and skopeo write it, with compressed layers. */
export async function ociArchive(name: string | undefined, layers: readonly Buffer[], architecture = 'amd64'): Promise<Buffer> {
  const config = configOf(layers, architecture);
  const compressed = layers.map((content) => gzipSync(content, {level: 0}));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length},
      layers: compressed.map((content) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: digestOf(content),
        size: content.length,
      })),
    }),
  );
  const annotations = name === undefined ? {} : {'io.containerd.image.name': name};
  const index = {
    schemaVersion: 2,
    manifests: [
      {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: digestOf(manifest),
        size: manifest.length,
        annotations,
        platform: {os: 'linux', architecture},
      },
    ],
  };
  const blobs = [config, manifest, ...compressed].map((content): [string, Buffer] => [
    `blobs/${digestOf(content).replace(':', '/')}`,
    content,
  ]);
  return tarOf({...Object.fromEntries(blobs), 'oci-layout': '{"imageLayoutVersion":"1.0.0"}', 'index.json': JSON.stringify(index)});
}

export const streamOf = (content: Buffer): Readable => {
  const pieces: Buffer[] = [];
  for (let start = 0; start < content.length; start += 50_000) pieces.push(content.subarray(start, start + 50_000));
  return Readable.from(pieces, {objectMode: false});
};
