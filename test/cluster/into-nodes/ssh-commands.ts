import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {describe, expect, test} from 'vitest';
import {runCli, spawnCli} from '../support/run-cli.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

const flotilla = join(import.meta.dirname, '../../../bin/flotilla');

export function testSshCommands(cluster: TestCluster): void {
  const node = `${cluster.profile}-worker`;

  describe.each(['exec', 'ssh'])('ssh by %s', (transport) => {
    const ssh = (input: string, ...words: readonly string[]) =>
      runCli(['ssh', '-p', cluster.profile, '--transport', transport, ...words], {env: cluster.env, input});

    test('runs a command with its input, output and exit code', async () => {
      expect(await ssh('some text\n', '-n', 'worker', '--', 'cat; hostname; echo oops >&2; exit 7')).toMatchObject({
        stdout: `some text\n${node}`,
        stderr: 'oops',
        exitCode: 7,
      });
    });

    test('joins words for the shell of the node, as ssh does', async () => {
      expect((await ssh('', '-n', node, '--', 'echo', '$(hostname)', '|', 'tr', 'a-z', 'A-Z')).stdout).toBe(node.toUpperCase());
      expect((await ssh('', 'hostname')).stdout).toBe(cluster.controlPlane);
    });

    test('without a command reads a script from a pipe', async () => {
      expect(await ssh('cd /var\npwd\nexit 3\n', '-n', 'm02')).toMatchObject({stdout: '/var', exitCode: 3});
    });

    test('gives a shell on a terminal of our size, with keys as they are pressed and the exit code', async () => {
      const inner = `stty rows 33 cols 101; ${flotilla} ssh -p ${cluster.profile} --transport ${transport} -n worker`;
      const keys = '(sleep 3; printf "stty size; tty; hostname\\r"; sleep 2; printf "exit 5\\r"; sleep 2)';
      const {stdout, exitCode} = await execa('sh', ['-c', `${keys} | script -qec "${inner}" /dev/null`], {reject: false, env: cluster.env});
      expect(stdout).toMatch(/33 101\s+\/dev\/pts\/\d+\s/);
      expect(stdout).toMatch(new RegExp(`^${node}\\s*$`, 'm'));
      expect(exitCode).toBe(5);
    });

    test('Ctrl-C ends the command in the node too', async () => {
      const mark = `77${transport.length}${Math.floor(Math.random() * 1e6)}`;
      const running = spawnCli(['ssh', '-p', cluster.profile, '--transport', transport, '-n', 'worker', '--', `sleep ${mark}; true`], {
        env: cluster.env,
      });
      const find = () => execa('docker', ['exec', node, 'pgrep', '-fx', `sleep ${mark}`], {reject: false, env: cluster.env});
      await until('the command', async () => (await find()).exitCode === 0);
      running.kill('SIGINT');
      expect((await running).exitCode).toBe(130);
      await until('the end of the command', async () => (await find()).exitCode === 1);
    });

    test('ends with its reader', async () => {
      const yes = `${flotilla} ssh -p ${cluster.profile} --transport ${transport} -n worker -- yes`;
      const {stdout} = await execa('bash', ['-c', `${yes} | head -n 1`], {env: cluster.env});
      expect(stdout).toBe('y');
      await until(
        'the end of yes',
        async () => (await execa('docker', ['exec', node, 'pgrep', '-x', 'yes'], {reject: false})).exitCode === 1,
      );
    });
  });

  test("the ssh program gets in with what ssh-key, ssh-host and ip say, and a stranger's key in known_hosts is replaced", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ssh-host-'));
    const address = (await cluster.cli('ip', '-n', 'worker')).stdout;
    const key = (await cluster.cli('ssh-key')).stdout;
    const {stdout: line} = await cluster.cli('ssh-host', '-n', 'worker');
    expect(line).toMatch(new RegExp(`^${address} ssh-ed25519 AAAA\\S+$`));
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const home = {...cluster.env, HOME: folder, FLOTILLA_HOME: process.env['FLOTILLA_HOME'] ?? '', XDG_DATA_HOME: join(key, '../../../..')};
    const append = () => runCli(['ssh-host', '-p', cluster.profile, '-n', 'worker', '--append-known'], {env: home});
    expect(await append()).toMatchObject({stdout: '', exitCode: 0, stderr: expect.stringContaining(`(${address})`)});
    expect(await append()).toMatchObject({stdout: '', stderr: '', exitCode: 0});
    expect(readFileSync(join(folder, '.ssh/known_hosts'), 'utf8')).toBe(`${line}\n`);
    const options = [
      '-o',
      `UserKnownHostsFile=${join(folder, '.ssh/known_hosts')}`,
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      'BatchMode=yes',
    ];
    expect((await execa('ssh', ['-i', key, ...options, `root@${address}`, 'hostname'])).stdout).toBe(node);
    rmSync(folder, {recursive: true});
  });

  test('a node that is not there is said so', async () => {
    expect(await cluster.cli('ssh', '-n', 'worker9', '--', 'true')).toMatchObject({
      exitCode: 85,
      stderr: expect.stringContaining('worker9'),
    });
  });
}
