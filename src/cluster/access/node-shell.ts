import {readFile} from 'node:fs/promises';
import {AppError} from '../../errors/app-error.ts';
import {pinnedHostKey} from '../../node/host-keys/host-key-policy.ts';
import type {InteractiveShell, Shell} from '../../node/shell.ts';
import type {SshEndpoint} from '../../node/ssh-endpoint.ts';
import {type Paths, privateKeyPath} from '../state/paths.ts';
import {type NodeRef, requireRunning} from './running-node.ts';

/** How commands get into a node: through the container engine, or by SSH to the node's address. */
export const transports = ['exec', 'ssh'] as const;
export type Transport = (typeof transports)[number];

export interface NodeShellDeps {
  readonly paths: Paths;
  readonly signal: AbortSignal;
  execShell(node: string): InteractiveShell;
  sshShell(endpoint: SshEndpoint): InteractiveShell;
}

/** Where a node keeps its host key; the line of the public half is what known_hosts has. */
const hostPublicKey = '/var/lib/flotilla/ssh/ssh_host_ed25519_key.pub';

/**
 * A shell in a running node. Dispose of it.
 * @throws AppError E_NOT_RUNNING, E_FILE when this machine has no key of the cluster.
 */
export async function openNodeShell(ref: NodeRef, transport: Transport, deps: NodeShellDeps): Promise<InteractiveShell> {
  requireRunning(ref);
  const exec = deps.execShell(ref.node.name);
  if (transport === 'exec') return exec;
  const [hostKey, privateKey] = await Promise.all([readHostKey(exec, deps.signal), readPrivateKey(ref.cluster.name, deps.paths)]);
  return deps.sshShell({
    name: ref.node.name,
    host: ref.address,
    port: 22,
    username: 'root',
    hostKey: pinnedHostKey(hostKey, ref.node.name),
    privateKey,
  });
}

/** The node's host key as its own files have it: the engine is trusted already, so nothing is taken from the network on faith. */
export async function readHostKey(shell: Shell, signal: AbortSignal): Promise<string> {
  return (await shell.read(hostPublicKey, {signal})).toString().trim();
}

/** @throws AppError E_FILE. */
async function readPrivateKey(cluster: string, paths: Paths): Promise<Buffer> {
  const file = privateKeyPath(paths, cluster);
  try {
    return await readFile(file);
  } catch (cause) {
    throw noPrivateKey(cluster, file, cause);
  }
}

export const noPrivateKey = (cluster: string, file: string, cause?: unknown): AppError =>
  new AppError('E_FILE', `The SSH key of "${cluster}" is not on this machine (${file}).`, {
    cause,
    hints: [
      '--transport exec needs no key',
      `flotilla stop -p ${cluster}, then flotilla start -p ${cluster}, gives the nodes a key of this machine`,
    ],
  });
