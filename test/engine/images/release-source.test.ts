import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {gzipSync} from 'node:zlib';
import {expect, it} from 'vitest';
import {flattenImage} from '../../../src/images/flatten-image.ts';
import {fileEntry, textContent} from '../../../src/images/oci/layer-entry.ts';
import {type Blob, imageOf, jsonBlob, mediaTypes, type OciImage, singleLayerImage} from '../../../src/images/oci/oci-image.ts';
import {packEntries} from '../../../src/images/oci/pack-entries.ts';
import {writeArchive} from '../../../src/images/oci/write-archive.ts';
import {pullImage} from '../../../src/images/sources/release/pull-image.ts';
import {openEngineFixture} from '../engine-fixture.ts';
import {serveFiles} from './file-server.ts';
import {startRegistry} from './local-registry.ts';
import {temporaryFolder} from './temporary-folder.ts';

const architecture = 'amd64';
const signal = AbortSignal.timeout(100_000);
const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Two compressed layers, the second of which removes a file of the first. */
async function twoLayers(): Promise<OciImage> {
  const tars = [
    [fileEntry('etc/kept', textContent('kept')), fileEntry('etc/gone', textContent('gone'))],
    [fileEntry('etc/.wh.gone', textContent(''))],
  ];
  const plain = await Promise.all(tars.map((entries) => buffer(packEntries(entries))));
  const layers = plain.map((tar): Blob => {
    const zipped = gzipSync(tar);
    return {mediaType: `${mediaTypes.layer}+gzip`, digest: digestOf(zipped), content: textContent(zipped)};
  });
  const config = {
    architecture,
    os: 'linux',
    config: {Cmd: ['/none'], Env: ['A=b=c']},
    rootfs: {type: 'layers', diff_ids: plain.map(digestOf)},
  };
  return imageOf(['x/two:1'], jsonBlob(mediaTypes.config, config), layers);
}

it('pulls an image by tag and by digest from a registry, and the engine loads what was pulled', async () => {
  await using cache = await temporaryFolder();
  await using registry = await startRegistry(cache.path, signal);
  const digest = await registry.push('team/two', 'v1', await twoLayers());
  const reference = `flotilla-test-pulled:${crypto.randomUUID().slice(0, 8)}`;
  const deps = {cacheDir: cache.path, architecture, signal};
  const byTag = await pullImage({from: `${registry.host}/team/two:v1`, references: [reference]}, deps);
  const byDigest = await pullImage({from: `${registry.host}/team/two@${digest}`, references: [reference]}, deps);
  expect(byDigest.manifest.digest).toBe(byTag.manifest.digest);
  const archive = join(cache.path, 'pulled.tar');
  await writeArchive([byTag], archive, signal);
  const fixture = await openEngineFixture();
  try {
    expect(await fixture.engine.images.load(createReadStream(archive), {signal})).toEqual([reference]);
    expect((await fixture.engine.images.inspect(reference, {signal}))?.layers).toHaveLength(2);
  } finally {
    await fixture.engine.images.remove(reference, {signal, force: true});
    await fixture.close();
  }
});

it('flattens a pulled image to one layer without what its upper layers removed', async () => {
  await using cache = await temporaryFolder();
  await using registry = await startRegistry(cache.path, signal);
  await registry.push('team/two', 'v1', await twoLayers());
  const pulled = await pullImage(
    {from: `${registry.host}/team/two:v1`, references: ['x/two:1']},
    {cacheDir: cache.path, architecture, signal},
  );
  const flat = await flattenImage(pulled, {cacheDir: cache.path, signal});
  const [layer] = flat.layers;
  const tar = layer ? (await buffer(layer.content.open())).toString('latin1') : '';
  expect(flat.layers).toHaveLength(1);
  expect(tar).toContain('etc/kept');
  expect(tar).not.toContain('gone');
  expect(JSON.parse((await buffer(flat.config.content.open())).toString()).config).toMatchObject({
    Cmd: ['/none'],
    Env: expect.arrayContaining(['A=b=c']),
  });
});

it('picks its platform from an index and gets a token when it is asked for one', async () => {
  await using cache = await temporaryFolder();
  const image = await singleLayerImage(['x/a:1'], {architecture}, [fileEntry('a', textContent('a'))]);
  const blobs = [image.manifest, image.config, ...image.layers];
  const body = new Map(await Promise.all(blobs.map(async ({digest, content}) => [digest, await buffer(content.open())] as const)));
  const platform = (name: string) => ({os: 'linux', architecture: name});
  const descriptor = {mediaType: image.manifest.mediaType, digest: image.manifest.digest, size: image.manifest.content.size};
  const index = JSON.stringify({
    manifests: [
      {...descriptor, digest: `sha256:${'0'.repeat(64)}`, platform: platform('arm64')},
      {...descriptor, platform: platform(architecture)},
    ],
  });
  const answers = Object.fromEntries(
    [
      ['manifests/1', Buffer.from(index)] as const,
      ...blobs.map(
        (blob) => [`${blob === image.manifest ? 'manifests' : 'blobs'}/${blob.digest}`, body.get(blob.digest) ?? Buffer.of()] as const,
      ),
    ].map(([path, content]) => [
      `/v2/team/a/${path}`,
      (request: {headers: Record<string, string | string[] | undefined>}, response: import('node:http').ServerResponse) => {
        if (request.headers['authorization'] === 'Bearer open sesame') return response.end(content);
        response.statusCode = 401;
        response.setHeader('www-authenticate', `Bearer realm="${server.url}/token",service="test",scope="repository:team/a:pull"`);
        return response.end();
      },
    ]),
  );
  await using server = await serveFiles({...answers, '/token': JSON.stringify({token: 'open sesame'})});
  const from = `${new URL(server.url).host}/team/a:1`;
  const pulled = await pullImage({from, references: ['x/a:1']}, {cacheDir: cache.path, architecture, signal});
  expect(pulled.config.digest).toBe(image.config.digest);
  const other = pullImage({from, references: ['x/a:1']}, {cacheDir: cache.path, architecture: 's390x', signal});
  await expect(other).rejects.toMatchObject({id: 'E_IMAGE_NOT_FOUND'});
});

it('refuses a blob that is not what its digest says', async () => {
  await using cache = await temporaryFolder();
  await using registry = await startRegistry(cache.path, signal);
  const image = await twoLayers();
  await registry.push('team/two', 'v1', image);
  const digest = image.layers[0]?.digest.slice('sha256:'.length) ?? '';
  const data = join(registry.storage, 'docker/registry/v2/blobs/sha256', digest.slice(0, 2), digest, 'data');
  const stored = await readFile(data);
  stored.writeUInt8(stored.readUInt8(20) ^ 1, 20);
  await writeFile(data, stored);
  const pull = pullImage({from: `${registry.host}/team/two:v1`, references: ['x/two:1']}, {cacheDir: cache.path, architecture, signal});
  await expect(pull).rejects.toMatchObject({id: 'E_CHECKSUM'});
});

it('says that an image or its registry is not there', async () => {
  await using cache = await temporaryFolder();
  await using registry = await startRegistry(cache.path, signal);
  const pull = (from: string) => pullImage({from, references: ['x/a:1']}, {cacheDir: cache.path, architecture, signal});
  await expect(pull(`${registry.host}/team/none:v1`)).rejects.toMatchObject({
    id: 'E_IMAGE_NOT_FOUND',
    message: expect.stringContaining('team/none:v1'),
  });
  await expect(pull('127.0.0.1:1/team/none:v1')).rejects.toMatchObject({id: 'E_DOWNLOAD'});
});
