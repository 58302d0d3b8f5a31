import {connect, type Socket} from 'node:net';

/** How long (ms) the other side may take to answer. */
const timeoutMs = 10_000;

/** A TCP connection from this machine, both directions of which end on their own. @throws Error of the system, such as ECONNREFUSED. */
export function dialTcp(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port, allowHalfOpen: true, noDelay: true});
    socket.setTimeout(timeoutMs, () => socket.destroy(Object.assign(new Error(`${host}:${port} does not answer`), {code: 'ETIMEDOUT'})));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
