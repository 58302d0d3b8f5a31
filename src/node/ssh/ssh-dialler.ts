import type {Duplex} from 'node:stream';
import {AppError} from '../../errors/app-error.ts';
import type {SshEndpoint} from '../ssh-endpoint.ts';
import {connectSsh, type SshConnection} from './connect-ssh.ts';

interface Destination {
  readonly host: string;
  readonly port: number;
}

/** The way to the machine was lost before it could open a connection; another way may not be. */
class LostWay extends Error {}

/**
 * Opens TCP connections from another machine, all of them inside one SSH connection to it. That is made when first needed, and again when it
 * was lost.
 */
export class SshDialler implements AsyncDisposable {
  readonly #endpoint: (signal: AbortSignal) => Promise<SshEndpoint>;
  #connection: Promise<SshConnection> | undefined;

  constructor(endpoint: (signal: AbortSignal) => Promise<SshEndpoint>) {
    this.#endpoint = endpoint;
  }

  /** @throws AppError E_SSH when the way there is broken, or nobody answers at its end. */
  async dial(to: Destination, signal: AbortSignal): Promise<Duplex> {
    try {
      return await openStream(await this.#connected(signal), to, signal);
    } catch (error) {
      // Most likely it had been broken for long, by sleep or a restart, and only now somebody noticed.
      if (!(error instanceof LostWay)) throw error;
    }
    try {
      return await openStream(await this.#connected(signal), to, signal);
    } catch (error) {
      throw error instanceof LostWay ? refusal(to, error) : error;
    }
  }

  /** Never fails: there is nobody left to tell. */
  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#connection?.catch(() => undefined))?.close();
    this.#connection = undefined;
  }

  async #connected(signal: AbortSignal): Promise<SshConnection> {
    const existing = this.#connection;
    const connection = await existing?.catch(() => undefined);
    if (connection && !connection.ended) return connection;
    // Somebody else may have begun to connect in the meantime.
    if (this.#connection === existing) this.#connection = this.#endpoint(signal).then((endpoint) => connectSsh(endpoint, signal));
    return this.#connection as Promise<SshConnection>;
  }
}

/** A refusal of the other side has the number of a reason; an error without means that nobody is left there to refuse. */
function openStream({client}: SshConnection, to: Destination, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    const lost = (): void => reject(new LostWay('the connection into the cluster was lost'));
    const settle = (): void => {
      client.off('close', lost);
      signal.removeEventListener('abort', aborted);
    };
    signal.addEventListener('abort', aborted, {once: true});
    client.once('close', lost);
    try {
      client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, channel) => {
        settle();
        if (!error) resolve(channel);
        else reject('reason' in error && typeof error.reason === 'number' ? refusal(to, error) : new LostWay(error.message));
      });
    } catch (error) {
      settle();
      reject(new LostWay(String(error)));
    }
  });
}

function refusal({host, port}: Destination, cause: Error): AppError {
  return new AppError('E_SSH', `No connection to ${host}:${port} inside the cluster: ${cause.message}.`, {cause});
}
