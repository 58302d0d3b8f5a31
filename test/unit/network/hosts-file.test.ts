import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {hostsFile} from '../../../src/network/local-names/hosts-file.ts';

describe('the file of names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flotilla-hosts-'));
  });
  afterAll(() => rm(folder, {recursive: true}));

  it('keeps every byte of others', async () => {
    const path = join(folder, 'bytes');
    const bytes = Buffer.from(Array.from({length: 256}, (_, byte) => byte));
    await writeFile(path, bytes);
    const hosts = hostsFile(path);
    expect(await hosts.write(`${await hosts.read()}x`)).toBe(true);
    expect(await readFile(path)).toEqual(Buffer.concat([bytes, Buffer.from('x')]));
  });

  it('is empty where there is none, and an error where it cannot be read', async () => {
    expect(await hostsFile(join(folder, 'none')).read()).toBe('');
    await expect(hostsFile(folder).read()).rejects.toThrow('EISDIR');
  });

  it('tells a file that may not be written from one that cannot', async () => {
    await expect(hostsFile(folder).write('')).rejects.toThrow('EISDIR');
    await expect(hostsFile(join(folder, 'no', 'such')).write('')).rejects.toThrow('ENOENT');
    // Root may write nearly everything, but not this.
    expect(await hostsFile('/sys/kernel/uevent_seqnum').write('x')).toBe(false);
  });
});
