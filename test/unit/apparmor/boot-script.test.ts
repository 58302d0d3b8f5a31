import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';

const script = readFileSync(join(import.meta.dirname, '../../../images/node/files/usr/local/lib/flotilla/apparmor'), 'utf8');
let kernel: string;

beforeEach(() => {
  kernel = mkdtempSync(join(tmpdir(), 'flotilla-kernel-'));
});
afterEach(() => rmSync(kernel, {recursive: true}));

const unload = (...names: readonly string[]) =>
  execa('sh', ['-c', script.replaceAll('/sys/kernel/security/apparmor', kernel), 'apparmor', 'unload', ...names]);

describe('unloading with the script of nodes', () => {
  it.each([
    ['a profile of just that name', 'other (enforce)\na (b) (complain)\n', 'a (b)', 'a (b)'],
    ['none that only begins so', 'deny-write-2 (enforce)\n', 'deny-write', ''],
    ['none that the name as a pattern would mean', 'axb (enforce)\n', 'a.b', ''],
  ])('takes %s', async (_, profiles, name, removed) => {
    writeFileSync(join(kernel, 'profiles'), profiles);
    writeFileSync(join(kernel, '.remove'), '');
    await unload(name);
    expect(readFileSync(join(kernel, '.remove'), 'utf8')).toBe(removed);
  });

  it('fails when the kernel does not let go', async () => {
    writeFileSync(join(kernel, 'profiles'), 'a (enforce)\n');
    rmSync(join(kernel, '.remove'), {force: true});
    await execa('mkdir', [join(kernel, '.remove')]);
    await expect(unload('a')).rejects.toThrow('.remove');
  });
});
