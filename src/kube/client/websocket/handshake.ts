import {createHash, randomBytes} from 'node:crypto';
import type {IncomingMessage} from 'node:http';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The headers that ask a server for a WebSocket, and whether an answer grants it. */
export function handshake(protocol: string) {
  const key = randomBytes(16).toString('base64');
  const accept = createHash('sha1').update(`${key}${magic}`).digest('base64');
  return {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Protocol': protocol,
    },
    isGranted: ({headers}: Pick<IncomingMessage, 'headers'>): boolean =>
      headers['sec-websocket-accept'] === accept && headers['sec-websocket-protocol'] === protocol,
  };
}
