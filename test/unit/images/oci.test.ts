import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buffer, text} from 'node:stream/consumers';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {cached} from '../../../src/images/cached.ts';
import {flattenLayers} from '../../../src/images/oci/flatten-layers.ts';
import {directoryEntry, fileEntry, type LayerEntry, symlinkEntry, textContent} from '../../../src/images/oci/layer-entry.ts';
import {singleLayerImage} from '../../../src/images/oci/oci-image.ts';
import {packEntries} from '../../../src/images/oci/pack-entries.ts';
import {readTarEntries} from '../../../src/images/oci/read-tar-entries.ts';
import {packArchive} from '../../../src/images/oci/write-archive.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-oci-'));
});
afterEach(() => rm(folder, {recursive: true}));

const {signal} = new AbortController();
const file = (path: string, content = path) => fileEntry(path, textContent(content));
const hardLink = (path: string, target: string): LayerEntry => ({...file(path), type: 'link', target, content: textContent('')});
const paths = (entries: readonly LayerEntry[]) => entries.map(({path}) => path).sort();

describe('layers', () => {
  it('come back from a tar as they went in, contents of any size in place', async () => {
    const long = `${'d'.repeat(120)}/${'f'.repeat(120)}`;
    const entries = [
      directoryEntry('bin', 0o1777),
      file('bin/a', 'x'.repeat(100_000)),
      symlinkEntry('bin/b', 'a'),
      file(long, 'deep'),
      file('empty', ''),
    ];
    const tar = join(folder, 'layer.tar');
    await writeFile(tar, await buffer(packEntries(entries)));
    const read = await readTarEntries(tar, signal);
    expect(read.map(({path, type, mode, target}) => ({path, type, mode, target}))).toEqual(
      entries.map(({path, type, mode, target}) => ({path, type, mode, target})),
    );
    const contents = await Promise.all(read.map(({content}) => content && text(content.open())));
    expect(contents).toEqual([undefined, 'x'.repeat(100_000), undefined, 'deep', '']);
  });

  it('have a digest that does not depend on the order in which they were listed', async () => {
    const entries = ['a', 'b/c', 'b/d/e', 'f'].map((path) => file(path));
    const {manifest} = await singleLayerImage(['x/y:1'], {architecture: 'amd64'}, entries);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(entries, {minLength: 4}), async (shuffled) => {
        expect((await singleLayerImage(['x/y:1'], {architecture: 'amd64'}, shuffled)).manifest.digest).toBe(manifest.digest);
      }),
      {numRuns: 20},
    );
  });

  it('are in an archive once, however many images share them', async () => {
    const images = await Promise.all(
      ['x/a:1', 'x/b:1'].map((name) => singleLayerImage([name], {architecture: 'amd64', labels: {name}}, [file('same')])),
    );
    const tar = join(folder, 'archive.tar');
    await writeFile(tar, await buffer(packArchive(images)));
    const entries = await readTarEntries(tar, signal);
    expect(entries.filter(({path}) => path.startsWith('blobs/'))).toHaveLength(5);
    const docker = entries.find(({path}) => path === 'manifest.json')?.content;
    expect(docker && JSON.parse(await text(docker.open()))).toMatchObject([{RepoTags: ['x/a:1']}, {RepoTags: ['x/b:1']}]);
  });
});

describe('flattening', () => {
  it('hides what a whiteout names and what is below it', () => {
    const flat = flattenLayers([
      [file('etc/a'), file('etc/b'), directoryEntry('opt'), file('opt/x')],
      [file('etc/.wh.a'), file('.wh.opt')],
    ]);
    expect(paths(flat)).toEqual(['etc/b']);
  });

  it('empties an opaque folder of lower layers only', () => {
    const flat = flattenLayers([
      [directoryEntry('etc'), file('etc/old')],
      [file('etc/new'), file('etc/.wh..wh..opq')],
    ]);
    expect(paths(flat)).toEqual(['etc', 'etc/new']);
  });

  it('replaces a folder by a file with everything in it', () => {
    expect(paths(flattenLayers([[directoryEntry('a'), file('a/b')], [file('a')]]))).toEqual(['a']);
  });

  it('keeps a hard link while its target is the same, and makes it a file when the target changes', () => {
    const lower = [file('bin/busybox', 'old'), hardLink('bin/sh', 'bin/busybox')];
    expect(flattenLayers([lower]).find(({path}) => path === 'bin/sh')).toMatchObject({type: 'link'});
    const changed = flattenLayers([lower, [file('bin/busybox', 'new')]]);
    expect(changed.find(({path}) => path === 'bin/sh')).toMatchObject({type: 'file', content: lower[0]?.content});
  });

  it('changes nothing in a single layer', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c/d', 'c/e', 'f/g/h')), (names) => {
        expect(paths(flattenLayers([names.map((name) => file(name))]))).toEqual([...names].sort());
      }),
    );
  });
});

describe('the cache', () => {
  it('leaves nothing behind when the making fails', async () => {
    const path = join(folder, 'entry');
    const failing = cached(path, async (partial) => {
      await writeFile(partial, 'half');
      throw new Error('interrupted');
    });
    await expect(failing).rejects.toThrow('interrupted');
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes an entry once and lets two makers at the same time both succeed', async () => {
    const path = join(folder, 'entry');
    const makes = [1, 2].map((n) => cached(path, (partial) => writeFile(partial, `${n}`)));
    expect(await Promise.all(makes)).toEqual([path, path]);
    await cached(path, () => Promise.reject(new Error('made again')));
    expect(await readdir(folder)).toEqual(['entry']);
  });
});
