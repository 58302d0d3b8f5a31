import {type AddressInfo, connect, createServer, type Server as TcpServer} from 'node:net';
import {buffer} from 'node:stream/consumers';
import ssh2, {type Connection, type Server} from 'ssh2';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {pinnedHostKey} from '../../../../src/node/host-keys/host-key-policy.ts';
import {SshDialler} from '../../../../src/node/ssh/ssh-dialler.ts';
import {temporaryKeys} from '../../../../src/node/ssh/ssh-key.ts';

const signal = new AbortController().signal;
const hostKeys = ssh2.utils.generateKeyPairSync('ed25519');
let server: Server;
let web: TcpServer;
let dialler: SshDialler;
let logins: Connection[];

const portOf = (listening: TcpServer | Server): number => (listening.address() as AddressInfo).port;
const listen = (listening: TcpServer | Server) => new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));

/** Lets everybody in and opens the connections it is asked for, as sshd does. */
function accept(login: Connection): void {
  logins.push(login);
  login.on('error', () => {});
  login.on('authentication', (context) => context.accept());
  login.on('tcpip', (grant, reject, {destIP, destPort}) => {
    const socket = connect(destPort, destIP);
    socket.once('connect', () => {
      const channel = grant();
      channel.pipe(socket).pipe(channel);
    });
    socket.once('error', () => reject());
  });
}

beforeEach(async () => {
  logins = [];
  server = new ssh2.Server({hostKeys: [hostKeys.private]}, accept);
  web = createServer((socket) => socket.end('served'));
  await Promise.all([listen(server), listen(web)]);
  const {privateKey} = await temporaryKeys();
  dialler = new SshDialler(async () => ({
    name: 'door',
    host: 'door',
    port: 22,
    username: 'root',
    hostKey: pinnedHostKey(hostKeys.public, 'door'),
    privateKey,
    stream: connect(portOf(server), '127.0.0.1'),
  }));
});
afterEach(async () => {
  await dialler[Symbol.asyncDispose]();
  server.close();
  web.close();
});

const ask = async (): Promise<string> => (await buffer(await dialler.dial({host: '127.0.0.1', port: portOf(web)}, signal))).toString();

describe('connections through SSH', () => {
  it('share one login', async () => {
    expect(await Promise.all(Array.from({length: 20}, ask))).toEqual(Array.from({length: 20}, () => 'served'));
    expect(logins).toHaveLength(1);
  });

  it('find a new way when the old one was lost', async () => {
    expect(await ask()).toBe('served');
    logins[0]?.end();
    expect(await ask()).toBe('served');
    expect(logins).toHaveLength(2);
  });

  it('are refused when nobody listens at their end, and the way stays', async () => {
    const port = portOf(web);
    await new Promise((resolve) => web.close(resolve));
    await expect(dialler.dial({host: '127.0.0.1', port}, signal)).rejects.toMatchObject({
      id: 'E_SSH',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await listen(web);
    expect(await ask()).toBe('served');
    expect(logins).toHaveLength(1);
  });
});
