import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {LogFolder} from '../../../../src/cluster/logs/log-folder.ts';
import {saveText} from '../../../../src/cluster/logs/save-logs.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flotilla-save-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

describe('LogFolder', () => {
  it('holds lines, texts and streams, for its owner only, and says what is missing', async () => {
    const folder = new LogFolder(join(root, 'logs'));
    folder.line('nodes/a/kubelet.log', 'one');
    folder.line('nodes/a/kubelet.log', 'two');
    await folder.json('flotilla.json', {cluster: 'dev'});
    await folder.stream('nodes/a/pods/0.log', Readable.from([Buffer.from('x')]), async function* (chunks) {
      for await (const chunk of chunks) yield chunk.toString().toUpperCase();
    });
    folder.missing('nodes/b', 'it does not answer');
    await folder.finish();
    expect(await readFile(join(root, 'logs/nodes/a/kubelet.log'), 'utf8')).toBe('one\ntwo\n');
    expect(await readFile(join(root, 'logs/nodes/a/pods/0.log'), 'utf8')).toBe('X');
    expect(await readFile(join(root, 'logs/missing.txt'), 'utf8')).toBe('nodes/b: it does not answer\n');
    expect((await stat(join(root, 'logs/nodes/a/kubelet.log'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'logs/nodes'))).mode & 0o777).toBe(0o700);
  });

  it('lets no name of a file lead out of it', async () => {
    const folder = new LogFolder(join(root, 'logs'));
    for (const name of ['../evil', 'nodes/../../evil', '/etc/evil']) {
      expect(() => folder.line(name, 'x')).toThrow('outside');
      await expect(folder.text(name, 'x')).rejects.toThrow('outside');
    }
    expect(await readdir(root)).toEqual([]);
  });
});

describe('saveText', () => {
  it('replaces a file as a whole and leaves nothing else behind', async () => {
    const file = join(root, 'logs.txt');
    await writeFile(file, 'old');
    await saveText(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new\n');
    expect(await readdir(root)).toEqual(['logs.txt']);
  });

  it.each([
    [
      'in a folder that does not exist',
      'nope/logs.txt',
      (folder: string) => `the folder ${join(folder, 'nope')} does not exist`,
      'mkdir -p ',
    ],
    ['below a file', 'file/logs.txt', () => 'a part of the path is not a folder', 'ls -ld '],
  ])('says why it cannot write %s', async (_where, path, reason, hint) => {
    await writeFile(join(root, 'file'), '');
    await expect(saveText(join(root, path), 'x')).rejects.toMatchObject({
      id: 'E_FILE',
      message: `The logs cannot be written to ${join(root, path)}: ${reason(root)}.`,
      hints: [expect.stringContaining(hint)],
    });
  });
});
