import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import ssh2 from 'ssh2';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ensureSshKey} from '../../../src/node/ssh/ssh-key.ts';

let folder = '';
const file = (): string => join(folder, 'clusters/dev/id_ed25519');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-key-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe("a cluster's key", () => {
  test('is an ed25519 pair that only its owner reads', async () => {
    const line = await ensureSshKey(file(), 'flotilla dev');
    expect(line).toMatch(/^ssh-ed25519 \S+ flotilla dev$/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'clusters/dev')).toSorted()).toEqual(['id_ed25519', 'id_ed25519.pub']);
    const parsed = ssh2.utils.parseKey(readFileSync(file()));
    if (parsed instanceof Error) throw parsed;
    expect(parsed.getPublicSSH().toString('base64')).toBe(line.split(' ')[1]);
  });

  test('stays the same', async () => {
    const line = await ensureSshKey(file(), 'flotilla dev');
    expect(await ensureSshKey(file(), 'another comment')).toBe(line);
  });

  test('is made anew, as a pair, when an interruption left only its private half', async () => {
    const first = await ensureSshKey(file(), 'flotilla dev');
    rmSync(`${file()}.pub`);
    const second = await ensureSshKey(file(), 'flotilla dev');
    expect(second).not.toBe(first);
    const parsed = ssh2.utils.parseKey(readFileSync(file()));
    if (parsed instanceof Error) throw parsed;
    expect(parsed.getPublicSSH().toString('base64')).toBe(second.split(' ')[1]);
  });
});
