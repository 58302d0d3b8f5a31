import {createSocket} from 'node:dgram';
import {createServer} from 'node:net';

/** Whether nobody listens on a TCP port of an address of this machine. */
export function isPortFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({host: address, port, exclusive: true}, () => server.close(() => resolve(true)));
  });
}

/** Whether nobody receives on a UDP port of an address of this machine. */
export function isUdpPortFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket({type: address.includes(':') ? 'udp6' : 'udp4'});
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({address, port, exclusive: true}, () => socket.close(() => resolve(true)));
  });
}

/** The first free port from `first` on that nobody has reserved; of TCP unless `isFree` tries another protocol. */
export async function findFreePort(
  address: string,
  first: number,
  reserved: ReadonlySet<number>,
  isFree: typeof isPortFree = isPortFree,
): Promise<number | undefined> {
  for (let port = first; port < first + 1000; port += 1) {
    if (!reserved.has(port) && (await isFree(address, port))) return port;
  }
  return undefined;
}
