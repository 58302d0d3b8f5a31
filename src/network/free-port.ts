import {createServer} from 'node:net';

/** Whether nobody listens on a TCP port of an address of this machine. */
export function isPortFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({host: address, port, exclusive: true}, () => server.close(() => resolve(true)));
  });
}

/** The first free port from `first` on that nobody has reserved. */
export async function findFreePort(address: string, first: number, reserved: ReadonlySet<number>): Promise<number | undefined> {
  for (let port = first; port < first + 1000; port += 1) {
    if (!reserved.has(port) && (await isPortFree(address, port))) return port;
  }
  return undefined;
}
