import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {joinStreams} from './join-streams.ts';
import {type Listening, listenNear} from './listen-near.ts';

/** Opens one connection to where a forward leads. */
export type Dial = () => Promise<Duplex>;

export interface ForwardOptions {
  /** Of this machine; 127.0.0.1 unless told. */
  readonly address?: string;
  /** The next free one is taken where it is not free or not allowed; any when left out. */
  readonly port?: number;
  readonly dial: Dial;
  /** Told of each connection that could not be led on, or that broke at its far end. */
  readonly onTrouble?: (error: unknown) => void;
}

/** A TCP port of this machine that leads elsewhere, until it is disposed. */
export interface Forward extends AsyncDisposable, Pick<Listening, 'insteadOf'> {
  readonly address: string;
  readonly port: number;
}

/**
 * Opens a port of this machine; each connection to it is joined to one that `dial` opens. The port outlives whatever becomes of those: a
 * connection that cannot be led on is reset, and the next one is tried anew.
 * @throws AppError E_PORT, E_HOST.
 */
export async function openForward({address = '127.0.0.1', port: wanted = 0, dial, onTrouble}: ForwardOptions): Promise<Forward> {
  const {server, port, insteadOf} = await listenNear(address, wanted);
  const open = new Set<Socket>();
  server.on('connection', (near) => {
    open.add(near);
    near.once('close', () => open.delete(near));
    near.on('error', () => near.destroy());
    dial().then(
      (far) => joinStreams(near, far, onTrouble),
      (error: unknown) => {
        near.resetAndDestroy();
        onTrouble?.(error);
      },
    );
  });
  return {
    address,
    port,
    ...(insteadOf === undefined ? {} : {insteadOf}),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
