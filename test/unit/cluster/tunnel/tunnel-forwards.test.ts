import {connect, createServer, type Server, type Socket} from 'node:net';
import {text} from 'node:stream/consumers';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type ForwardedPort, TunnelForwards} from '../../../../src/cluster/tunnel/tunnel-forwards.ts';
import type {TunnelService} from '../../../../src/cluster/tunnel/tunnel-state.ts';

let far: Server;
const portOf = (server: Server): number => (server.address() as {port: number}).port;

beforeAll(async () => {
  far = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => far.close(resolve)));

const web: TunnelService = {
  namespace: 'default',
  name: 'web',
  clusterIP: '10.96.0.80',
  addresses: ['172.30.2.1'],
  ports: [
    {port: 80, protocol: 'TCP'},
    {port: 53, protocol: 'UDP'},
  ],
  nodes: ['dev-worker'],
};

function open(dialled: string[] = [], dial = async () => connect({host: '127.0.0.1', port: portOf(far), allowHalfOpen: true})) {
  const opened: ForwardedPort[] = [];
  const closed: ForwardedPort[] = [];
  const troubles: string[] = [];
  const forwards = new TunnelForwards({
    bindAddress: '127.0.0.1',
    dial: ({addresses}, port) => {
      dialled.push(`${addresses[0]}:${port}`);
      return dial();
    },
    onOpen: (port) => opened.push(port),
    onClose: (port) => closed.push(port),
    onTrouble: (sentence) => troubles.push(sentence),
  });
  return {forwards, opened, closed, troubles};
}

const fetch = ({forward}: ForwardedPort): Promise<string> => text(connect({host: forward.address, port: forward.port}));

test('a port of a Service is open as long as the Service has an address; what is no TCP is told, once', async () => {
  const dialled: string[] = [];
  const {forwards, opened, closed, troubles} = open(dialled);
  await forwards.follow([{...web, addresses: []}]);
  expect(opened).toEqual([]);
  await forwards.follow([web]);
  await forwards.follow([{...web, addresses: ['172.30.2.2']}]);
  expect(opened).toMatchObject([{namespace: 'default', name: 'web', port: 80}]);
  expect(troubles).toEqual([
    'default/web:53/UDP is not forwarded to this machine: only TCP can be. It answers in the cluster and on the machine of the engine.',
  ]);
  expect(await fetch(opened[0]!)).toBe('hello');
  // Where it leads is looked up for each connection.
  expect(dialled).toEqual(['172.30.2.2:80']);
  await forwards.follow([]);
  expect(closed).toEqual(opened);
  await expect(fetch(opened[0]!)).rejects.toThrow(/ECONNREFUSED/);
});

test('two Services with one port get two, and a connection that cannot be led on leaves the port as it is', async () => {
  let attempts = 0;
  const dial = async (): Promise<Socket> => {
    attempts += 1;
    if (attempts === 1) throw new Error('the engine does not answer');
    return connect({host: '127.0.0.1', port: portOf(far), allowHalfOpen: true});
  };
  const {forwards, opened, troubles} = open([], dial);
  const tcp = {...web, ports: [{port: 39_480, protocol: 'TCP'}]};
  await forwards.follow([tcp, {...tcp, name: 'other'}]);
  expect(new Set(opened.map(({forward}) => forward.port)).size).toBe(2);
  expect(opened[1]?.forward.insteadOf).toEqual({port: 39_480, because: 'taken'});
  await expect(fetch(opened[0]!)).rejects.toThrow(/ECONNRESET/);
  expect(troubles).toEqual(['A connection to default/web:39480 failed: the engine does not answer']);
  expect(await fetch(opened[0]!)).toBe('hello');
  await forwards[Symbol.asyncDispose]();
});
