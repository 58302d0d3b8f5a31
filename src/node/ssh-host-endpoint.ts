import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import {knownHostsPolicy} from './host-keys/host-key-policy.ts';
import type {SshDestination} from './ssh-destination.ts';
import type {SshEndpoint} from './ssh-endpoint.ts';

export interface SshHostOptions {
  /** A private key file. Unless given: the agent's keys and the first of the usual files. */
  readonly identityFile?: string;
  readonly passphrase?: string;
  /** Socket of the SSH agent, usually SSH_AUTH_SOCK. */
  readonly agent?: string;
  /** Files of known hosts; the user's and the machine's unless given. */
  readonly knownHostsFiles?: readonly string[];
}

/** How to connect to a machine that is no node: as the ssh program does, with known_hosts, a key or the agent. @throws AppError E_FILE. */
export async function sshHostEndpoint(destination: SshDestination, options: SshHostOptions): Promise<SshEndpoint> {
  const {username, host, port} = destination;
  const files = options.knownHostsFiles ?? [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const privateKey = await readKey(options.identityFile);
  return {
    name: `${username}@${host}${port === 22 ? '' : `:${port}`}`,
    username,
    host,
    port,
    hostKey: knownHostsPolicy(texts.join('\n'), host, port, files.join(' and ')),
    ...(privateKey === undefined ? {} : {privateKey}),
    ...(options.passphrase === undefined ? {} : {passphrase: options.passphrase}),
    ...(options.agent === undefined || options.identityFile !== undefined ? {} : {agent: options.agent}),
  };
}

async function readKey(identityFile: string | undefined): Promise<Buffer | undefined> {
  if (identityFile !== undefined) {
    return readFile(identityFile).catch((cause: unknown) => {
      throw new AppError('E_FILE', `The SSH key ${identityFile} cannot be read.`, {cause});
    });
  }
  for (const name of ['id_ed25519', 'id_ecdsa', 'id_rsa']) {
    const key = await readFile(join(homedir(), '.ssh', name)).catch(() => undefined);
    if (key) return key;
  }
  return undefined;
}
