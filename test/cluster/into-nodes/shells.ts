import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable, Writable} from 'node:stream';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createDockerEngine} from '../../../src/engine/docker/create-docker-engine.ts';
import type {Engine} from '../../../src/engine/engine.ts';
import {findEndpoint} from '../../../src/engine/find-endpoint.ts';
import {ExecShell} from '../../../src/node/exec/exec-shell.ts';
import {pinnedHostKey} from '../../../src/node/host-keys/host-key-policy.ts';
import type {InteractiveShell} from '../../../src/node/shell.ts';
import {SshShell} from '../../../src/node/ssh/ssh-shell.ts';
import {sshHostEndpoint} from '../../../src/node/ssh-host-endpoint.ts';
import {clientFolder} from '../support/leftovers.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

const signal = new AbortController().signal;

/** What every way into a node promises, tried with each of them on the same node. */
export function testShells(cluster: TestCluster): void {
  const node = `${cluster.profile}-worker`;
  const keyFile = (): string => join(clientFolder(cluster.profile), 'id_ed25519');
  const folder = mkdtempSync(join(tmpdir(), 'shells-'));
  const knownHosts = join(folder, 'known_hosts');
  let engine: Engine;
  let address: string;
  let hostKey: string;

  beforeAll(async () => {
    engine = await createDockerEngine(await findEndpoint());
    address = (await cluster.cli('ip', '-n', 'worker')).stdout.trim();
    hostKey = await cluster.onNode(node, 'cat', '/var/lib/flotilla/ssh/ssh_host_ed25519_key.pub');
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, {recursive: true, force: true});
  });

  const asNode = (pinned: string): SshShell =>
    new SshShell({
      name: node,
      host: address,
      port: 22,
      username: 'root',
      hostKey: pinnedHostKey(pinned, node),
      privateKey: readFileSync(keyFile()),
    });
  const asHost = async (known: string): Promise<SshShell> => {
    writeFileSync(knownHosts, known);
    const options = {identityFile: keyFile(), knownHostsFiles: [knownHosts]};
    return new SshShell(await sshHostEndpoint({username: 'root', host: address, port: 22}, options));
  };

  describe.each<readonly [string, () => Promise<InteractiveShell>, boolean]>([
    ['exec', async () => new ExecShell(engine, node), false],
    ['SSH to a node', async () => asNode(hostKey), true],
    ['SSH to any machine', () => asHost(`${address} ${hostKey}\n`), true],
  ])('through %s', (_, open, killsOnAbort) => {
    let shell: InteractiveShell;
    beforeAll(async () => {
      shell = await open();
    });
    afterAll(() => shell[Symbol.asyncDispose]());

    test('output, error output and exit code are told apart', async () => {
      const seen: string[] = [];
      const onOutput = (chunk: Buffer): void => void seen.push(chunk.toString());
      const result = await shell.tryRun(['sh', '-c', 'hostname; echo "$A"; echo oops >&2; exit 42'], {signal, env: {A: "it's"}, onOutput});
      expect(result).toEqual({exitCode: 42, stdout: `${node}\nit's\n`, stderr: 'oops\n'});
      expect(seen.join('')).toContain('oops\n');
      expect(await shell.tryRun(['no-such-program'], {signal})).toMatchObject({
        exitCode: expect.toSatisfy((code) => code === 126 || code === 127),
      });
    });

    test('a command that a signal ended gives 128 and the number', async () => {
      expect(await shell.tryRun(['sh', '-c', 'kill -KILL $$'], {signal})).toMatchObject({exitCode: 137});
    });

    test('words come through as they are, and the environment has what kubectl needs', async () => {
      const words = ["it's", 'a b', '$HOME', '*', '', 'line\nline', '"', '\\'];
      expect((await shell.run(['printf', '%s|', ...words], {signal})).stdout).toBe(words.map((word) => `${word}|`).join(''));
      expect((await shell.script('echo "$KUBECONFIG $HOME"; command -v crictl', {signal})).stdout).toBe(
        '/etc/kubernetes/admin.conf /root\n/usr/local/bin/crictl\n',
      );
    });

    test('a failure has the node, the command and its last words, and a script is not told', async () => {
      await expect(shell.run(['ls', '/nowhere'], {signal})).rejects.toMatchObject({
        id: 'E_NODE_COMMAND',
        message: `On node ${shell.node}, ls /nowhere ended with exit code 2.`,
        details: [expect.stringContaining('No such file')],
      });
      await expect(shell.script('false; echo not here', {signal})).rejects.toThrow('a script ended with exit code 1');
    });

    test('files are written with their modes, parents included, and read back', async () => {
      const path = '/var/tmp/shells/deep/file';
      await shell.write([{path, content: 'text\n', mode: 0o640}], {signal});
      expect((await shell.read(path, {signal})).toString()).toBe('text\n');
      expect((await shell.run(['stat', '-c', '%a %U', path], {signal})).stdout).toBe('640 root\n');
      await shell.run(['rm', '-r', '/var/tmp/shells'], {signal});
      await expect(shell.read(path, {signal})).rejects.toMatchObject({id: 'E_FILE', message: expect.stringContaining(path)});
    });

    test('megabytes go there and back, no faster than they are taken', async () => {
      const sent = Buffer.alloc(8 * 1024 * 1024, 'flotilla');
      const taken: Buffer[] = [];
      const stdout = new Writable({
        highWaterMark: 65_536,
        write: (chunk: Buffer, _encoding, done) => {
          taken.push(chunk);
          setImmediate(done);
        },
      });
      const stdin = Readable.from(Array.from({length: 128}, (_unused, index) => sent.subarray(index * 65_536, (index + 1) * 65_536)));
      const result = await shell.run(['cat'], {signal, stdin, stdout});
      expect(result.stdout).toBe('');
      expect(Buffer.concat(taken).equals(sent)).toBe(true);
    });

    test('a command need not read its input', async () => {
      const stdin = Readable.from([Buffer.alloc(4 * 1024 * 1024)]);
      expect((await shell.run(['head', '-c', '3'], {signal, stdin})).stdout).toHaveLength(3);
      await expect(shell.run(['cat'], {signal, stdin: brokenStream()})).rejects.toThrow('the source broke');
    });

    test('an abort ends the call with its reason', async () => {
      const interruption = new AbortController();
      const reason = new Error('Ctrl-C');
      const mark = `31${Math.floor(Math.random() * 1e6)}`;
      const onOutput = (): void => interruption.abort(reason);
      const running = shell.run(['sh', '-c', `echo up; sleep ${mark}`], {signal: interruption.signal, onOutput});
      await expect(running).rejects.toBe(reason);
      const find = (): Promise<{exitCode: number}> => shell.tryRun(['pgrep', '-fx', `sleep ${mark}`], {signal});
      if (killsOnAbort) await until('the end of the command', async () => (await find()).exitCode === 1);
      else await shell.run(['pkill', '-fx', `sleep ${mark}`], {signal});
    });

    test('many run at a time', async () => {
      const numbers = Array.from({length: 8}, (_unused, index) => index);
      const results = await Promise.all(numbers.map((number) => shell.run(['echo', String(number)], {signal})));
      expect(results.map(({stdout}) => Number(stdout))).toEqual(numbers);
    });
  });

  test('SSH refuses a host whose key is another, or unknown, or an address where nobody answers', async () => {
    const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICZ01Z0dR00cA5LmeK4Y//q+Mih0/Tw+424bNfQHnfJu';
    await expect(asNode(other).run(['true'], {signal})).rejects.toMatchObject({
      id: 'E_SSH',
      message: expect.stringContaining('another host key'),
    });
    for (const known of ['', `${address} ${other}\n`]) {
      await expect((await asHost(known)).run(['true'], {signal})).rejects.toMatchObject({
        id: 'E_SSH',
        message: expect.stringContaining(knownHosts),
      });
    }
    const nobody = new SshShell({name: 'nobody', host: '127.0.0.1', port: 1, username: 'root', hostKey: pinnedHostKey(hostKey, 'nobody')});
    await expect(nobody.run(['true'], {signal})).rejects.toMatchObject({id: 'E_SSH', message: expect.stringContaining('127.0.0.1:1')});
  });

  test('SSH refuses to go on without an accepted key', async () => {
    const stranger = new SshShell({name: node, host: address, port: 22, username: 'root', hostKey: pinnedHostKey(hostKey, node)});
    await expect(stranger.run(['true'], {signal})).rejects.toMatchObject({
      id: 'E_SSH',
      message: expect.stringContaining('does not accept'),
    });
  });

  test('SSH connects again after its connection was lost', async () => {
    await using shell = asNode(hostKey);
    await shell.run(['true'], {signal});
    await expect(shell.run(['sh', '-c', 'kill -KILL $(ps -o ppid= $$)'], {signal})).rejects.toMatchObject({id: 'E_SSH'});
    expect((await shell.run(['hostname'], {signal})).stdout).toBe(`${node}\n`);
  });
}

function brokenStream(): Readable {
  const stream = new Readable({read() {}});
  stream.push('some');
  setTimeout(() => stream.destroy(new Error('the source broke')), 200);
  return stream;
}
