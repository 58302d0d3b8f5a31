import {PassThrough, Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {extract, type Header, pack} from 'tar-stream';
import {expect, test} from 'vitest';
import {rebaseArchive} from '../../../../src/cluster/copy/rebase-archive.ts';

const {signal} = new AbortController();

async function archive(entries: readonly (Partial<Header> & {name: string; content?: string})[]): Promise<Buffer> {
  const tar = pack();
  for (const {content = '', ...header} of entries) tar.entry(header as Header, content);
  tar.finalize();
  return buffer(tar);
}

async function list(tar: Readable): Promise<{header: Header; content: string}[]> {
  const reader = extract();
  const found: {header: Header; content: string}[] = [];
  tar.pipe(reader as unknown as NodeJS.WritableStream);
  for await (const entry of reader) found.push({header: entry.header, content: (await buffer(entry)).toString()});
  return found;
}

test('names, hard links and owners change on the way, contents, modes and symbolic links do not', async () => {
  const long = `${'long/'.repeat(40)}name`;
  const given = await archive([
    {name: './base', type: 'directory', mode: 0o750},
    {name: './base/file', mode: 0o4755, uid: 1000, gid: 100, uname: 'me', content: 'text'},
    {name: `base/${long}`, content: 'deep'},
    {name: 'base/link', type: 'symlink', linkname: '/base/file'},
    {name: 'base/hard', type: 'link', linkname: './base/file'},
    {name: 'base/left-out', content: 'x'},
  ]);
  const sizes: number[] = [];
  const rename = (name: string): string => (name.endsWith('left-out') ? '' : name.replace(/^base/, 'new'));
  const result = await list(
    rebaseArchive(Readable.from([given]), {rename, owner: {uid: 0, gid: 0}, onFile: (size) => sizes.push(size)}, signal),
  );
  expect(
    result.map(({header: {name, mode, uid, uname, linkname}, content}) => [name, (mode ?? 0).toString(8), uid, uname, linkname, content]),
  ).toEqual([
    ['new', '750', 0, '', null, ''],
    ['new/file', '4755', 0, '', null, 'text'],
    [`new/${long}`, '644', 0, '', null, 'deep'],
    ['new/link', expect.any(String), 0, '', '/base/file', ''],
    ['new/hard', expect.any(String), 0, '', 'new/file', ''],
  ]);
  expect(sizes).toEqual([4, 4]);
});

test('an archive that breaks off breaks off', async () => {
  const given = await archive([{name: 'a', content: 'x'.repeat(100_000)}]);
  await expect(buffer(rebaseArchive(Readable.from([given.subarray(0, 50_000)]), {rename: (name) => name}, signal))).rejects.toThrow();
  const source = new PassThrough();
  source.write(given.subarray(0, 50_000));
  const reading = buffer(rebaseArchive(source, {rename: (name) => name}, signal));
  source.destroy(new Error('the source broke'));
  await expect(reading).rejects.toThrow('the source broke');
});
