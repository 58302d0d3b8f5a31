import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {execa} from 'execa';
import {until} from '../support/until.ts';

/** An OpenSSH server of this machine, and what a command needs to reach the engine of "that machine" through it. */
export interface SshServer extends AsyncDisposable {
  /** DOCKER_HOST, and a PATH on which the user's own ssh knows the key and the server. */
  readonly env: Readonly<Record<string, string>>;
  /** How many logins the server has seen. */
  logins(): Promise<number>;
}

/** A server with keys and a configuration of its own, whose limits are those that sshd has by itself. */
export async function startSshServer(address = '127.0.0.1'): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 't-sshd-'));
  const file = (name: string): string => join(folder, name);
  const port = await freePort(address);
  for (const key of ['host', 'user']) await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  const {stdout: hostKey} = await execa('ssh-keygen', ['-y', '-f', file('host')]);
  writeFileSync(file('known_hosts'), `[${address}]:${port} ${hostKey}\n`);
  const options = [`ListenAddress ${address}`, `Port ${port}`, `HostKey ${file('host')}`, `AuthorizedKeysFile ${file('user.pub')}`];
  const limits = ['PasswordAuthentication no', 'StrictModes no', 'PidFile none', 'LogLevel VERBOSE'];
  writeFileSync(file('sshd_config'), `${[...options, ...limits].join('\n')}\n`);
  writeFileSync(
    file('ssh_config'),
    `Host *\n  IdentityFile ${file('user')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${file('known_hosts')}\n  StrictHostKeyChecking yes\n`,
  );
  const {stdout: ssh = ''} = await execa('which', ['ssh']);
  mkdirSync(file('bin'));
  writeFileSync(file('bin/ssh'), `#!/bin/sh\nexec ${ssh} -F ${file('ssh_config')} "$@"\n`);
  chmodSync(file('bin/ssh'), 0o755);
  // Where sshd separates its privileges.
  mkdirSync('/run/sshd', {recursive: true});
  const server = execa('/usr/sbin/sshd', ['-D', '-f', file('sshd_config'), '-E', file('log')], {reject: false, stdio: 'ignore'});
  const env = {
    DOCKER_HOST: `ssh://root@${address}:${port}`,
    PATH: `${file('bin')}${delimiter}${process.env['PATH']}`,
    // Connections are shared by a socket in here.
    XDG_RUNTIME_DIR: folder,
  };
  const login = ['-p', String(port), `root@${address}`, 'true'];
  await until('sshd', async () => (await execa('ssh', login, {env, reject: false})).exitCode === 0);
  const logins = async (): Promise<number> => Number((await execa('grep', ['-c', 'Accepted publickey', file('log')])).stdout);
  return {
    env,
    logins,
    async [Symbol.asyncDispose]() {
      // The shared connection outlives the commands that used it.
      const shared = `ControlPath=${join(folder, `flotilla-ssh-${process.getuid?.()}`)}/%C`;
      await execa('ssh', ['-o', shared, '-O', 'exit', '-p', String(port), '-l', 'root', address], {env, reject: false});
      server.kill('SIGTERM');
      await server;
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
