import {type AddressInfo, createServer, type Socket} from 'node:net';
import {type Duplex, pipeline} from 'node:stream';

/** A port of this machine, open until it is disposed. */
export interface LocalPort extends AsyncDisposable {
  readonly port: number;
}

/** Opens a port of 127.0.0.1; each connection to it is joined to one that `dial` opens, and both end together. */
export async function openLocalPort(dial: () => Promise<Duplex>): Promise<LocalPort> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near);
    near.once('close', () => open.delete(near));
    // What goes wrong on either side ends the other; whoever uses the port sees a connection that ends.
    near.on('error', () => near.destroy());
    dial().then(
      (far) => {
        pipeline(near, far, near, () => far.destroy());
      },
      () => near.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({host: '127.0.0.1', port: 0}, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
