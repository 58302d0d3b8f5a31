import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {type AddressInfo, connect, createServer} from 'node:net';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {docker, dockerLines} from '../support/docker.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

/** The port of the host that the cluster of these tests was started with, and where it leads to. */
export const specifiedPort = {host: 28_471, node: 31_471};
const tcp = {host: 28_472, node: 31_472};
const udp = {host: 28_473, node: 31_473};

export function testPorts(cluster: TestCluster): void {
  const worker = `${cluster.profile}-worker`;
  const ports = async (): Promise<Listed[]> => JSON.parse((await cluster.cli('ports list', '-o', 'json')).stdout).ports;

  test('a port of the specification is published', async () => {
    await serve(cluster.controlPlane, specifiedPort.node);
    await until('an answer', async () => (await ask(specifiedPort.host)) === `${cluster.controlPlane}\n`);
  });

  test('ports are added to a running cluster, TCP and UDP, and answer; nodes are as they were', async () => {
    const before = await startTimes(cluster);
    await serve(worker, tcp.node);
    await serve(worker, udp.node, 'UDP');
    const added = await cluster.cli('ports add', `${tcp.host}:${tcp.node}`, `${udp.host}:${udp.node}/udp`, '-n', 'worker');
    expect(added).toMatchObject({
      exitCode: 0,
      stdout: `127.0.0.1:${tcp.host} -> ${worker}:${tcp.node}\n127.0.0.1:${udp.host}/udp -> ${worker}:${udp.node}`,
    });
    await until('an answer', async () => (await ask(tcp.host)) === `${worker}\n`);
    await until('an answer by UDP', async () => (await askUdp(udp.host)) === `${worker}\n`);
    expect(await startTimes(cluster)).toEqual(before);
    const again = await cluster.cli('ports add', `${tcp.host}:${tcp.node}`, '-n', 'worker');
    expect(again.exitCode).toBe(0);
  });

  test('a list has all of them', async () => {
    const listed = (await ports()).map(({hostPort, protocol, node, origin, open}) => [hostPort, protocol, node, origin, open]);
    expect(listed).toEqual([
      [expect.any(Number), 'tcp', cluster.controlPlane, 'api-server', true],
      [specifiedPort.host, 'tcp', cluster.controlPlane, 'specification', true],
      [tcp.host, 'tcp', worker, 'added', true],
      [udp.host, 'udp', worker, 'added', true],
    ]);
    expect((await cluster.cli('ports list')).stdout.split('\n')[0]).toMatch(/^HOST +PROTOCOL +NODE +PORT +FROM +STATE$/);
  });

  test('a port that is taken is refused with the name of who has it, and nothing is published', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address() as AddressInfo;
    const refusals: readonly (readonly [number, string])[] = [
      [port, `(process ${process.pid})`],
      [tcp.host, `${worker}:${tcp.node}`],
      [(await ports())[0]?.hostPort ?? 0, 'this cluster'],
    ];
    for (const [host, words] of refusals) {
      const result = await cluster.cli('ports add', `28474:31474`, `${host}:31475`);
      expect(result).toMatchObject({exitCode: 71, stderr: expect.stringContaining(words)});
    }
    server.close();
    expect(await ports()).toHaveLength(4);
  });

  test("ports come back after a restart of the engine's containers", async () => {
    const [proxy = ''] = await dockerLines(
      'ps',
      '--filter',
      `label=dev.flotilla.cluster=${cluster.profile}`,
      '--filter',
      'name=-tcp',
      '--format',
      '{{.Names}}',
    );
    await docker(['restart', proxy]);
    await until('an answer', async () => (await ask(tcp.host)) === `${worker}\n`);
    await docker(['stop', proxy]);
    expect((await ports()).find(({hostPort}) => hostPort === tcp.host)?.open).toBe(false);
    expect(await cluster.cli('ports add', `${tcp.host}:${tcp.node}`, '-n', 'worker')).toMatchObject({exitCode: 0});
    await until('an answer', async () => (await ask(tcp.host)) === `${worker}\n`);
  });

  test('only ports that were added can be removed', async () => {
    expect(await cluster.cli('ports remove', String(specifiedPort.host))).toMatchObject({
      exitCode: 14,
      stderr: expect.stringContaining('as long as it does'),
    });
    expect(await cluster.cli('ports remove', '1')).toMatchObject({exitCode: 14, stderr: expect.stringContaining('publishes no port 1')});
    expect(await cluster.cli('ports remove', `${udp.host}/udp`)).toMatchObject({exitCode: 0});
    expect((await ports()).map(({hostPort}) => hostPort)).not.toContain(udp.host);
    expect(await askUdp(udp.host)).toBeUndefined();
  });
}

/** After the cluster was stopped and started. */
export async function expectPortsOpen(cluster: TestCluster): Promise<void> {
  await serve(`${cluster.profile}-worker`, tcp.node);
  await until('an answer', async () => (await ask(tcp.host)) === `${cluster.profile}-worker\n`);
}

interface Listed {
  readonly hostPort: number;
  readonly protocol: string;
  readonly node: string;
  readonly origin: string;
  readonly open: boolean;
}

/** Lets a node answer with its name on one of its ports. */
async function serve(node: string, port: number, protocol = 'TCP'): Promise<void> {
  await docker(['exec', '-d', node, 'socat', '-T', '2', `${protocol}-LISTEN:${port},fork,reuseaddr`, 'EXEC:hostname']);
}

async function ask(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  return text(socket).catch(() => undefined);
}

async function askUdp(port: number): Promise<string | undefined> {
  const socket = createSocket('udp4');
  const answer = once(socket, 'message', {signal: AbortSignal.timeout(2000)});
  socket.send('?', port, '127.0.0.1');
  try {
    return String((await answer)[0]);
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

function startTimes(cluster: TestCluster): Promise<string> {
  return docker(['inspect', '-f', '{{.State.StartedAt}}', cluster.controlPlane, `${cluster.profile}-worker`]);
}
