import {createHash, randomBytes} from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {docker} from '../support/docker.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

const then = new Date('2024-05-06T07:08:09Z');

export function testCopies(cluster: TestCluster): void {
  const node = `${cluster.profile}-worker`;
  const folder = mkdtempSync(join(tmpdir(), 'copies-'));
  const here = (...names: readonly string[]): string => join(folder, ...names);
  const checksum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

  beforeAll(() => {
    writeFileSync(here('big'), randomBytes(50 * 1024 * 1024));
    mkdirSync(here('tree/deep'), {recursive: true});
    writeFileSync(here('tree/a file'), 'text\n');
    chmodSync(here('tree/a file'), 0o640);
    utimesSync(here('tree/a file'), then, then);
    symlinkSync('a file', here('tree/link'));
    symlinkSync('/etc/hostname', here('tree/deep/away'));
    chmodSync(here('tree/deep'), 0o750);
    symlinkSync('big', here('link-to-big'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const cp = (...words: readonly string[]) => cluster.cli('cp', ...words);
  const copies = async (...words: readonly string[]): Promise<void> => {
    expect(await cp(...words)).toMatchObject({exitCode: 0, stdout: ''});
  };

  describe.each(['exec', 'ssh'])('by %s', (transport) => {
    const by = ['--transport', transport];
    const place = `/tmp/${transport}`;

    test('50 MB go to a node, from there to another and back, whole', async () => {
      await copies(here('link-to-big'), `worker:${place}/new/big`, ...by);
      await copies(`worker:${place}/new/big`, `control-plane:/var/tmp/${transport}`, ...by);
      await copies(`control-plane:/var/tmp/${transport}`, here(`${transport}.back`), ...by);
      expect(checksum(here(`${transport}.back`))).toBe(checksum(here('big')));
      await cluster.onNode(cluster.controlPlane, 'rm', `/var/tmp/${transport}`);
    });

    test('a folder keeps modes, times and links, goes into a folder that exists, and comes back', async () => {
      await copies(here('tree'), `worker:${place}`, ...by);
      const listed = await cluster.onNode(node, 'sh', '-c', `cd ${place}/tree && stat -c '%n %a %U %Y %N' 'a file' deep link deep/away`);
      expect(listed.split('\n').map((line) => line.trim())).toEqual([
        `a file 640 root ${then.getTime() / 1000} 'a file'`,
        expect.stringMatching(/^deep 750 root \d+ 'deep'$/),
        expect.stringContaining("'link' -> 'a file'"),
        expect.stringContaining("'deep/away' -> '/etc/hostname'"),
      ]);
      await copies(`worker:${place}/tree`, here(`${transport}.tree`), ...by);
      expect(readFileSync(here(`${transport}.tree/link`), 'utf8')).toBe('text\n');
      expect(statSync(here(`${transport}.tree/a file`)).mode & 0o777).toBe(0o640);
      expect(statSync(here(`${transport}.tree/a file`)).mtime).toEqual(then);
      expect(readlinkSync(here(`${transport}.tree/deep/away`))).toBe('/etc/hostname');
      expect(lstatSync(here(`${transport}.tree/deep`)).uid).toBe(process.getuid?.());
    });

    test('the content of a folder goes into one that exists, whose mode stays', async () => {
      await copies(`${here('tree')}/.`, 'worker:/tmp', ...by);
      expect(await cluster.onNode(node, 'sh', '-c', 'stat -c %a /tmp; cat "/tmp/a file"; rm -r "/tmp/a file" /tmp/link /tmp/deep')).toBe(
        '1777\ntext',
      );
    });

    test('what cannot be copied is refused', async () => {
      const refusals: readonly (readonly [string, string, number, string])[] = [
        [here('none'), 'worker:/tmp', 35, 'There is no'],
        ['worker:/none', here('x'), 35, `There is no ${node}:/none`],
        [here('tree'), 'worker:/etc/hostname', 35, 'is a file'],
        ['worker:/root', 'worker:/root/again', 35, 'in /root itself'],
        ['worker:/dev/null', here('x'), 35, 'neither a file nor a folder'],
        [here('big'), 'worker:tmp', 14, 'not absolute'],
        [here('big'), 'nobody:/tmp', 85, 'nobody'],
        [here('tree'), 'worker:/proc/tree', 80, 'could not write'],
      ];
      for (const [source, target, exitCode, words] of refusals) {
        expect(await cp(source, target, ...by)).toMatchObject({exitCode, stderr: expect.stringContaining(words)});
      }
    });
  });

  test('a target without a node is on the first control plane, and the answer can be JSON', async () => {
    const {stdout} = await cp(here('tree/a file'), '/root/a-file', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({files: 1, bytes: 5});
    expect(await cluster.onNode(cluster.controlPlane, 'cat', '/root/a-file')).toBe('text');
  });

  test('a stopped node can be read and written, but for its memory', async () => {
    await docker(['stop', node], {env: cluster.env});
    await copies(here('tree'), 'worker:/var/tmp/stopped/tree');
    await copies('worker:/var/tmp/stopped/tree', here('stopped'));
    expect(readFileSync(here('stopped/link'), 'utf8')).toBe('text\n');
    await copies('worker:/etc/kubernetes/kubelet.conf', here('kubelet.conf'));
    expect(await cp(here('big'), 'worker:/tmp/big')).toMatchObject({
      exitCode: 83,
      stderr: expect.stringContaining('/tmp exists only while'),
    });
    expect(await cp(here('big'), 'worker:/root', '--transport', 'ssh')).toMatchObject({exitCode: 83});
    await docker(['start', node], {env: cluster.env});
    await until('the node', async () => (await cluster.onNode(node, 'cat', '/var/tmp/stopped/tree/a file')) === 'text');
  });
}
