import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {candidates, listenNear} from '../../../src/network/forwarding/listen-near.ts';
import {type Forward, openForward} from '../../../src/network/forwarding/open-forward.ts';

let far: Server;
let farPort: number;
let forward: Forward;
let troubles: unknown[];
let handle: (socket: Socket) => void;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function dialFar(): Promise<Duplex> {
  const socket = connect({host: '127.0.0.1', port: farPort, allowHalfOpen: true});
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

beforeEach(async () => {
  troubles = [];
  far = createServer({allowHalfOpen: true}, (socket) => handle(socket));
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  farPort = portOf(far);
  forward = await openForward({dial: dialFar, onTrouble: (error) => troubles.push(error)});
});
afterEach(async () => {
  await forward[Symbol.asyncDispose]();
  far.close();
});

/** All that comes back after sending a text and ending our side; rejects when the connection is reset. */
function ask(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({host: forward.address, port: forward.port, allowHalfOpen: true});
    let answer = '';
    socket.on('data', (data) => (answer += data));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.end(text);
  });
}

describe('a forward', () => {
  test('passes the end of one direction on and still brings the answer', async () => {
    handle = (socket) => {
      let heard = '';
      socket.on('data', (data) => (heard += data));
      socket.on('end', () => setTimeout(() => socket.end(`heard ${heard}`), 30));
    };
    expect(await ask('hello')).toBe('heard hello');
  });

  test('loses nothing of an answer that is longer than all buffers', async () => {
    const answer = 'x'.repeat(8_000_000);
    handle = (socket) => socket.end(answer);
    const received = await ask('');
    expect(received.length).toBe(answer.length);
  });

  test('passes a break on as a break, and takes the next connection', async () => {
    handle = (socket) => socket.write('half an ans', () => setTimeout(() => socket.resetAndDestroy(), 20));
    await expect(ask('')).rejects.toMatchObject({code: 'ECONNRESET'});
    expect(troubles).toEqual([expect.objectContaining({code: 'ECONNRESET'})]);
    handle = (socket) => socket.end('whole');
    expect(await ask('')).toBe('whole');
    expect(troubles).toHaveLength(1);
  });

  test('outlives a way that is broken for a while', async () => {
    await new Promise((resolve) => far.close(resolve));
    await expect(ask('')).rejects.toMatchObject({code: 'ECONNRESET'});
    expect(troubles).toEqual([expect.objectContaining({code: 'ECONNREFUSED'})]);
    handle = (socket) => socket.end('back');
    await new Promise<void>((resolve) => far.listen(farPort, '127.0.0.1', resolve));
    expect(await ask('')).toBe('back');
  });

  test('ends its connections when it is closed', async () => {
    handle = () => {};
    const waiting = ask('');
    await new Promise((resolve) => far.once('connection', resolve));
    await forward[Symbol.asyncDispose]();
    await expect(waiting).resolves.toBe('');
    await expect(ask('')).rejects.toMatchObject({code: 'ECONNREFUSED'});
  });
});

describe('the port near us', () => {
  test('is the next one when it is taken, and that is said', async () => {
    const {server, port, insteadOf} = await listenNear('127.0.0.1', forward.port);
    server.close();
    expect(port).toBeGreaterThan(forward.port);
    expect(insteadOf).toEqual({port: forward.port, because: 'taken'});
  });

  test('is 8000 higher where only root may open it', () => {
    expect(candidates(80).slice(0, 3)).toEqual([80, 8080, 8081]);
    expect(candidates(65_534)).toEqual([65_534, 65_535]);
  });

  test('is refused on an address of another machine', async () => {
    await expect(listenNear('203.0.113.7', 0)).rejects.toMatchObject({id: 'E_HOST'});
  });
});
