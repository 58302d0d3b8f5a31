import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {chainIds, sha256} from '../../../../src/images/user-images/chain-ids.ts';
import {decompressed} from '../../../../src/images/user-images/compression.ts';
import {type ForwardOptions, forwardArchive} from '../../../../src/images/user-images/forward-archive.ts';
import {LegacyLayers} from '../../../../src/images/user-images/legacy-layers.ts';
import {configOf, digestOf, filesOf, layer, legacyArchive, ociArchive, streamOf, tarOf} from './archives.ts';

const base = layer('base', 2_000_000);
const app = layer('app', 1_500_000);
const small = layer('small', 3000);
const layers = [base, app, small];
const hex = (content: Buffer): string => sha256(content);

async function forwarded(archive: Buffer, options: Partial<ForwardOptions> = {}) {
  const {signal} = new AbortController();
  const whole = {signal, has: () => false, verify: true, architecture: 'amd64', ...options};
  const {stream, plan} = forwardArchive(await decompressed(streamOf(archive)), whole);
  const received = filesOf(stream);
  received.catch(() => {});
  const result = await plan;
  const files = await received;
  const blobs = new Map(result.plan.blobs.map(({file, digest}) => [digest, files.get(file)]));
  return {...result.plan, sent: blobs};
}

const failing = (archive: Buffer, options: Partial<ForwardOptions> = {}) => forwarded(archive, options).catch((error: unknown) => error);

describe('an archive of an old docker save', () => {
  it('becomes blobs with digests, a manifest and the chain of its layers', async () => {
    const {sent, names, layers: unpack} = await forwarded(await legacyArchive('demo:1', layers));
    for (const content of [...layers, configOf(layers)]) expect(sent.get(hex(content))).toEqual(content);
    const chain = chainIds(layers.map(digestOf)).map((id) => id.slice(7));
    expect(names).toMatchObject([{name: 'docker.io/library/demo:1', config: hex(configOf(layers)), layers: layers.map(hex), chain}]);
    expect(unpack).toEqual([
      {digest: hex(base), chain: chain[0], lowers: []},
      {digest: hex(app), chain: chain[1], lowers: [chain[0]]},
      {digest: hex(small), chain: chain[2], lowers: [chain[1], chain[0]]},
    ]);
    const manifest = JSON.parse(sent.get(names[0]?.digest ?? '')?.toString() ?? '');
    expect(manifest.layers.map(({digest, size}: {digest: string; size: number}) => [digest, size])).toEqual(
      layers.map((content) => [digestOf(content), content.length]),
    );
  });

  it('leaves out layers that the store has, which the names of its folders tell', async () => {
    const legacy = new LegacyLayers([layers.map(digestOf)]);
    const options = {verify: false, legacy, has: (digest: string) => digest === hex(base)};
    const {sent, layers: unpack} = await forwarded(await legacyArchive('demo:1', layers), options);
    expect(sent.has(hex(base))).toBe(false);
    expect(sent.get(hex(app))).toEqual(app);
    expect(unpack.map(({digest}) => digest)).toEqual(layers.map(hex));
  });

  it('is sent whole when its folders are named in a way that is not known', async () => {
    const legacy = new LegacyLayers([[digestOf(app), digestOf(base)]]);
    const {sent} = await forwarded(await legacyArchive('demo:1', layers), {verify: false, legacy, has: (digest) => digest === hex(base)});
    expect(sent.get(hex(base))).toEqual(base);
  });

  it('may have links between layers that are the same', async () => {
    const config = configOf([base, base]);
    const manifest = JSON.stringify([{Config: 'c.json', RepoTags: ['r.example/x:1'], Layers: ['a/layer.tar', 'b/layer.tar']}]);
    const archive = await tarOf({'a/layer.tar': base, 'b/layer.tar': '-> ../a/layer.tar', 'c.json': config, 'manifest.json': manifest});
    const {names} = await forwarded(archive);
    expect(names[0]).toMatchObject({name: 'r.example/x:1', layers: [hex(base), hex(base)]});
  });

  it('is refused when a layer is not what the image says', async () => {
    const config = configOf([base]);
    const manifest = JSON.stringify([{Config: 'c.json', RepoTags: ['x:1'], Layers: ['a/layer.tar']}]);
    const archive = await tarOf({'a/layer.tar': app, 'c.json': config, 'manifest.json': manifest});
    expect(await failing(archive)).toMatchObject({id: 'E_IMAGE_ARCHIVE', message: expect.stringContaining('damaged')});
  });
});

describe('an OCI layout', () => {
  it('keeps its manifest and its compressed layers, whose content is checked when it is unpacked', async () => {
    const {sent, names, layers: unpack} = await forwarded(await ociArchive('docker.io/library/demo:2', layers));
    const compressed = layers.map((content) => gzipSync(content, {level: 0}));
    expect(names[0]).toMatchObject({name: 'docker.io/library/demo:2', layers: compressed.map(hex)});
    expect(unpack.map(({digest, diff}) => [digest, diff])).toEqual(
      compressed.map((content, index) => [hex(content), hex(layers[index] as Buffer)]),
    );
    for (const content of compressed) expect(sent.get(hex(content))).toEqual(content);
  });

  it('leaves out what the store has', async () => {
    const known = hex(gzipSync(base, {level: 0}));
    const {sent} = await forwarded(await ociArchive('demo:2', layers), {has: (digest) => digest === known});
    expect(sent.has(known)).toBe(false);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('may be compressed with %s', async (_name, compress) => {
    const {names} = await forwarded(compress(await ociArchive('demo:2', [small])) as Buffer);
    expect(names.map(({name}) => name)).toEqual(['docker.io/library/demo:2']);
  });

  it('for another architecture has nothing to load', async () => {
    expect(await failing(await ociArchive('demo:2', layers, 'arm64'))).toMatchObject({
      id: 'E_IMAGE_ARCHIVE',
      message: 'The archive has no image for linux/amd64.',
    });
  });

  it('must name its images', async () => {
    expect(await failing(await ociArchive(undefined, layers))).toMatchObject({
      id: 'E_IMAGE_ARCHIVE',
      message: expect.stringContaining('without a name'),
    });
  });
});

describe('what is no archive', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.alloc(20_000, 'not a tar')],
    ['a tar of something else', undefined],
    ['a broken gzip', gzipSync(Buffer.alloc(100_000, 'x')).subarray(0, 60)],
  ])('is refused: %s', async (_name, content) => {
    expect(await failing(content ?? (await tarOf({readme: 'hello'})))).toMatchObject({id: 'E_IMAGE_ARCHIVE'});
  });

  it('is refused when it ends too early', async () => {
    const archive = await legacyArchive('demo:1', layers);
    expect(await failing(archive.subarray(0, 3_000_000))).toMatchObject({id: 'E_IMAGE_ARCHIVE'});
  });
});
