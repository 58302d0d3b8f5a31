import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {helperLabels} from '../../../../src/cluster/helpers/helper-containers.ts';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {networkOf} from '../../../../src/cluster/plan/plan-network.ts';
import {addPorts} from '../../../../src/cluster/ports/add-ports.ts';
import {checkHostPort, chooseHostPort, clash, type HostPort} from '../../../../src/cluster/ports/check-host-port.ts';
import {checkNodePorts, chooseNodePorts} from '../../../../src/cluster/ports/decide-node-ports.ts';
import {parsePorts} from '../../../../src/cluster/ports/parse-ports.ts';
import {mappingOf, portProxy, showMapping} from '../../../../src/cluster/ports/port-proxy.ts';
import {publishedPorts} from '../../../../src/cluster/ports/published-ports.ts';
import {parsePortSelector} from '../../../../src/cluster/ports/remove-ports.ts';
import {reservedPorts} from '../../../../src/cluster/ports/reserved-ports.ts';
import {nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import type {Container} from '../../../../src/engine/engine.ts';
import {socketsOn} from '../../../../src/network/port-owner.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';
import {decidedSpec} from '../../../fakes/sample-plan.ts';

const {signal} = new AbortController();
const local = {hostAddress: '127.0.0.1', protocol: 'tcp'} as const;

describe('the words of ports add', () => {
  test.each([
    ['8080:30080', {...local, hostPort: 8080, nodePort: 30080}],
    ['30080', {...local, hostPort: 30080, nodePort: 30080}],
    ['0:30080', {...local, hostPort: 0, nodePort: 30080}],
    ['0.0.0.0:53:30053/UDP', {hostAddress: '0.0.0.0', hostPort: 53, nodePort: 30053, protocol: 'udp'}],
  ])('%s', (word, port) => expect(parsePorts([word])).toEqual([port]));

  test.each(['', 'web', '80:', '80:90:100', '80:90/icmp', '70000:80', '80:0'])('"%s" is refused', (word) => {
    expect(() => parsePorts([word])).toThrow(`"${word}"`);
  });

  test('that are no ports are named with their bounds', () => {
    expect(() => parsePorts(['99999:1', '1:0'])).toThrow(
      '"99999:1": its host port must be at most 65535; "1:0": its node port must be at least 1.',
    );
  });

  test('none at all is refused', () => expect(() => parsePorts([])).toThrow('No port is named'));
});

describe('the words of ports remove', () => {
  test.each([
    ['8080', {hostPort: 8080}],
    ['53/udp', {hostPort: 53, protocol: 'udp'}],
    ['127.0.0.1:8080', {hostAddress: '127.0.0.1', hostPort: 8080}],
    ['[::1]:8080/tcp', {hostAddress: '::1', hostPort: 8080, protocol: 'tcp'}],
    ['8080:30080', {hostPort: 8080}],
  ])('%s', (text, selector) => expect(parsePortSelector(text)).toEqual({text, ...selector}));

  test.each(['', 'web', '/udp', '-1'])('"%s" is refused', (text) => expect(() => parsePortSelector(text)).toThrow('no port of the host'));
});

describe('ports of the host', () => {
  const port = (hostAddress: string, hostPort = 80, protocol: HostPort['protocol'] = 'tcp'): HostPort => ({
    hostAddress,
    hostPort,
    protocol,
  });

  test.each([
    [port('127.0.0.1'), port('127.0.0.1'), true],
    [port('127.0.0.1'), port('0.0.0.0'), true],
    [port(''), port('10.0.0.1'), true],
    [port('127.0.0.1'), port('127.0.0.2'), false],
    [port('127.0.0.1'), port('127.0.0.1', 81), false],
    [port('127.0.0.1'), port('127.0.0.1', 80, 'udp'), false],
  ])('%j and %j clash: %s', (one, other, result) => {
    expect([clash(one, other), clash(other, one)]).toEqual([result, result]);
  });

  test('that are taken are refused with the name of who has them, in TCP and UDP', async () => {
    const tcp = createServer().listen(0, '127.0.0.1');
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
    const engine = new FakeEngine().port;
    for (const [protocol, {port: hostPort}] of [
      ['tcp', tcp.address() as AddressInfo],
      ['udp', udp.address()],
    ] as const) {
      await expect(checkHostPort({...local, protocol, hostPort}, engine, {signal})).rejects.toMatchObject({
        id: 'E_PORT',
        message: expect.stringMatching(new RegExp(`taken by .* \\(process ${process.pid}\\)`)),
      });
      const other = protocol === 'tcp' ? 'udp' : 'tcp';
      await checkHostPort({...local, protocol: other, hostPort}, engine, {signal});
    }
    tcp.close();
    udp.close();
  });

  test('are found in the tables of the kernel by number and state', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0',
      '   1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 67890 1 0 100 0 0 10 0',
    ].join('\n');
    expect([socketsOn(table, 8080, 'tcp'), socketsOn(table, 8081, 'tcp')]).toEqual([['12345'], []]);
  });

  test('of nodes are checked against each other, and those left open are chosen', async () => {
    const node = (...ports: HostPort[]) => ({
      ...nodeDefaults,
      role: 'worker' as const,
      ports: ports.map((one) => ({...one, nodePort: 30000})),
    });
    const engine = new FakeEngine().port;
    const twice = [node(port('127.0.0.1', 28_431)), node(port('0.0.0.0', 28_431))];
    await expect(checkNodePorts(twice, engine, signal)).rejects.toMatchObject({id: 'E_CONFIG', message: expect.stringContaining('28431')});
    const chosen = await chooseNodePorts(
      [node(port('127.0.0.1', 0), port('127.0.0.1', 21_000)), node(port('127.0.0.1', 0))],
      [port('', 21_001)],
      engine.endpoint,
    );
    const numbers = chosen.flatMap(({ports}) => ports.map(({hostPort}) => hostPort));
    expect(new Set(numbers).size).toBe(3);
    expect(numbers[1]).toBe(21_000);
    expect(numbers).not.toContain(21_001);
  });

  test('that are left open are tried in their own protocol, past those that clash', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const {port: first} = udp.address();
    const choose = (protocol: HostPort['protocol'], taken: HostPort[], isLocal = true) =>
      chooseHostPort(port('127.0.0.1', 0, protocol), first, taken, {isLocal});
    expect(await choose('udp', [])).toBeGreaterThan(first);
    expect(await choose('udp', [port('127.0.0.1', first + 1, 'udp'), port('0.0.0.0', first + 2, 'udp')])).toBeGreaterThan(first + 2);
    expect(await choose('udp', [], false)).toBe(first);
    expect(await choose('sctp', [port('127.0.0.1', first, 'udp'), port('127.0.0.2', first, 'sctp')])).toBe(first);
    udp.close();
  });

  test('of clusters that are stopped, and of their closed proxies, are not chosen', async () => {
    const engine = new FakeEngine();
    const {name} = decidedSpec({});
    engine.addNetwork(networkOf(decidedSpec({})));
    const mapping = {...local, hostPort: 20_000, node: `${name}-worker`, nodePort: 30_000};
    engine.addContainer(`${name}-port`, portProxy(name, 'image', mapping, 'x').labels, 'created');
    engine.addContainer('stranger', {}, 'running', {ports: [{...port('', 20_001), containerPort: 80}]});
    const reserved = await reservedPorts(engine.port, {signal});
    expect(reserved.map(({hostPort}) => hostPort)).toEqual(expect.arrayContaining([20_000, 20_001]));
    expect(await chooseHostPort(port('127.0.0.1', 0), 20_000, reserved, {isLocal: false})).toBe(20_002);
  });
});

describe('ports add', () => {
  const home = mkdtempSync(join(tmpdir(), 'flotilla-ports-'));
  afterAll(() => rmSync(home, {recursive: true}));

  test('opens a port again whose proxy was closed, and leaves one alone that is open', async () => {
    const engine = new FakeEngine();
    const spec = decidedSpec({});
    engine.addNetwork(networkOf(spec));
    const [node] = numberNodes(spec.name, spec.nodes);
    engine.addContainer(node!.name, nodeLabels(spec.name, node!));
    const port = {...local, hostPort: 28_433, nodePort: 30_000};
    const {name, labels, network} = portProxy(spec.name, 'image', {...port, node: node!.name}, 'x');
    engine.addContainer(name, labels, 'exited', {network: {...network!, ipv4: 'y'}});
    const deps = {engine: engine.port, paths: {data: home, cache: home}, progress: recordProgress(), signal};
    const add = () => addPorts({cluster: spec.name, node: undefined, ports: [port]}, deps);
    await add();
    await add();
    expect(engine.done).toEqual([`start ${name}`]);
  });
});

describe('a port proxy', () => {
  const mapping = {...local, hostPort: 8080, node: 'dev-worker', nodePort: 30080};

  test('is found again by its labels, has one capability more than none needs and a name of its own', () => {
    const proxy = portProxy('dev', 'image', mapping, '172.30.0.11');
    expect(mappingOf(proxy)).toEqual(mapping);
    expect(proxy).toMatchObject({name: 'dev-port-8080-tcp', capDrop: ['ALL'], labels: helperLabels('dev', 'port-proxy')});
    expect(proxy.ports).toEqual([{...local, hostPort: 8080, containerPort: 30080}]);
    expect(portProxy('dev', 'image', {...mapping, hostAddress: '0.0.0.0', protocol: 'udp'}, 'x').name).toBe('dev-port-8080-udp-0-0-0-0');
    expect(showMapping({...mapping, protocol: 'udp'})).toBe('127.0.0.1:8080/udp -> dev-worker:30080');
  });

  test('is listed beside the ports of the API server and of nodes', () => {
    const container = (state: Container['state'], labels = {}): Container => ({
      id: 'i',
      name: 'n',
      image: 'i',
      labels,
      state,
      ipv4: {},
      ports: [],
    });
    const ports = [{...local, hostPort: 80, nodePort: 30080}];
    const state = {
      name: 'dev',
      complete: true,
      spec: {apiServer: {address: '127.0.0.1', port: 16443}} as never,
      nodes: [
        {
          name: 'dev-control-plane',
          index: 0,
          spec: {...nodeDefaults, role: 'control-plane' as const, ports},
          container: container('exited'),
        },
      ],
    };
    const helper = container('running', portProxy('dev', 'image', mapping, '172.30.0.11').labels);
    expect(publishedPorts(state, [helper, container('running')])).toEqual([
      {...local, hostPort: 16443, node: 'dev-control-plane', nodePort: 6443, origin: 'api-server', open: false},
      {...local, hostPort: 80, node: 'dev-control-plane', nodePort: 30080, origin: 'specification', open: false},
      {...mapping, origin: 'added', open: true},
    ]);
    const balancer = container('running', helperLabels('dev', 'load-balancer'));
    expect(publishedPorts(state, [balancer])[0]).toMatchObject({node: 'n', origin: 'api-server', open: true});
  });
});
