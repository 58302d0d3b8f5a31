import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {pinnedHostKey} from '../../node/host-keys/host-key-policy.ts';
import type {Shell} from '../../node/shell.ts';
import type {SshEndpoint} from '../../node/ssh-endpoint.ts';
import {readHostKey} from '../access/node-shell.ts';
import {label} from '../labels.ts';

export interface DoorDeps {
  readonly engine: Engine;
  shellOf(node: string): Shell;
  /** A pair of keys for this process alone. */
  readonly keys: {readonly privateKey: string; readonly publicKey: string};
}

/**
 * An SSH server inside a cluster's network, to open connections from: one that runs just for us, in a node, with the engine's exec for a wire. It
 * needs no port but the engine's and no key that this machine would have to keep; many connections share the one exec.
 * @throws AppError E_NOT_RUNNING when no node runs.
 */
export async function doorEndpoint(cluster: string, {engine, shellOf, keys}: DoorDeps, {signal}: CallOptions): Promise<SshEndpoint> {
  const containers = await engine.containers.list({[label.cluster]: cluster, [label.role]: true}, {signal});
  const running = containers.filter(({state}) => state === 'running');
  const door = running.find(({labels}) => labels[label.role] === 'control-plane') ?? running[0];
  if (!door) {
    throw new AppError('E_NOT_RUNNING', `No node of the cluster "${cluster}" is running.`, {hints: [`flotilla start -p ${cluster}`]});
  }
  const [hostKey, stream] = await Promise.all([
    readHostKey(shellOf(door.name), signal),
    engine.containers.connect(door.name, sshServer(keys.publicKey), {signal}),
  ]);
  return {
    name: door.name,
    host: door.name,
    port: 22,
    username: 'root',
    hostKey: pinnedHostKey(hostKey, door.name),
    privateKey: keys.privateKey,
    stream,
  };
}

/** An SSH server on its own input and output that lets one key in, and only to open connections. */
const sshServer = (publicKey: string): string[] => [
  ...['/usr/sbin/sshd', '-i', '-o', 'AuthorizedKeysFile=none', '-o', 'LogLevel=QUIET', '-o', 'ClientAliveInterval=30'],
  ...['-o', `AuthorizedKeysCommand=/usr/bin/echo restrict,port-forwarding ${publicKey}`, '-o', 'AuthorizedKeysCommandUser=root'],
];
