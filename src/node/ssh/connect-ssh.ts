import type {Client, ConnectConfig, ServerHostKeyAlgorithm} from 'ssh2';
import {AppError} from '../../errors/app-error.ts';
import type {HostKeyRefusal} from '../host-keys/host-key-policy.ts';
import type {SshEndpoint} from '../ssh-endpoint.ts';

/** A connection to a host, ready for commands. */
export interface SshConnection {
  readonly client: Client;
  /** Set once the connection has ended, by whichever side. */
  readonly ended: boolean;
  close(): void;
}

/** A busy machine that many connect to at once takes its time for the keys. */
const connectMs = 60_000;

/**
 * Connects, checks the host's key and shows ours. Keeps the connection alive, and ends it when the other side is silent for a minute.
 * @throws AppError E_SSH.
 */
export async function connectSsh(endpoint: SshEndpoint, signal: AbortSignal): Promise<SshConnection> {
  signal.throwIfAborted();
  const {
    default: {Client},
  } = await import('ssh2');
  const client = new Client();
  // A wire on which nothing will come any more is broken, whether or not its other direction is still open.
  endpoint.stream?.once('end', () => endpoint.stream?.destroy());
  let refusal: HostKeyRefusal | undefined;
  const judge = (key: Buffer): boolean => {
    refusal = endpoint.hostKey.judge(key);
    return refusal === undefined;
  };
  let ended = false;
  client.once('close', () => {
    ended = true;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), {once: true});
      client.once('ready', resolve);
      client.once('error', reject);
      client.once('close', () => reject(new Error('the connection was closed')));
      client.connect({...configOf(endpoint), hostVerifier: judge});
    });
  } catch (error) {
    // Whatever it has to say from now on is about a connection that nobody wants.
    client.on('error', () => {});
    client.destroy();
    signal.throwIfAborted();
    throw refusal ? new AppError('E_SSH', refusal.message, {hints: refusal.hints}) : connectionError(error, endpoint);
  }
  // Every channel that is being opened listens for the end.
  client.setMaxListeners(0);
  // A later failure also closes the channels, and they tell whoever waits for them.
  client.on('error', () => {});
  return {
    client,
    get ended() {
      return ended;
    },
    close: () => {
      client.end();
    },
  };
}

function configOf({host, port, username, privateKey, passphrase, agent, hostKey, stream}: SshEndpoint): ConnectConfig {
  const types = hostKey.types.flatMap(signatureAlgorithms);
  return {
    host,
    port,
    username,
    readyTimeout: connectMs,
    keepaliveInterval: stream === undefined ? 15_000 : 5000,
    keepaliveCountMax: stream === undefined ? 3 : 2,
    ...(privateKey === undefined ? {} : {privateKey}),
    ...(passphrase === undefined ? {} : {passphrase}),
    ...(agent === undefined ? {} : {agent}),
    ...(stream === undefined ? {} : {sock: stream}),
    ...(types.length === 0 ? {} : {algorithms: {serverHostKey: {prepend: types, append: [], remove: []}}}),
  };
}

/** A key of type ssh-rsa signs with newer hashes than its own name says. */
function signatureAlgorithms(type: string): ServerHostKeyAlgorithm[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type as ServerHostKeyAlgorithm];
}

function connectionError(error: unknown, {name, host, port, username}: SshEndpoint): AppError {
  const {message, level} = error as Error & {readonly level?: string};
  if (level === 'client-authentication') {
    return new AppError('E_SSH', `${name} does not accept the SSH key for user ${username}.`, {
      cause: error,
      hints: ['for a node whose cluster was started by another user or machine: --transport exec'],
    });
  }
  return new AppError('E_SSH', `${name} cannot be reached by SSH at ${host}:${port}: ${message}.`, {
    cause: error,
    hints: ['for a node: --transport exec goes through the container engine instead'],
  });
}
