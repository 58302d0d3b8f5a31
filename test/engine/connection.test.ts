import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import {findEndpoint} from '../../src/engine/find-endpoint.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-connection-'));
});
afterAll(() => rm(directory, {recursive: true}));

describe('a connection', () => {
  it('is made to the engine of this machine', async () => {
    const endpoint = await findEndpoint();
    const engine = await createDockerEngine(endpoint);
    const info = await engine.info({signal: AbortSignal.timeout(10_000)});
    expect(info).toMatchObject({storageDriver: expect.stringMatching(/./), dataRoot: expect.stringMatching(/^\//)});
    expect(info.cpus).toBeGreaterThan(0);
    expect(Number(info.apiVersion.split('.')[1])).toBeGreaterThanOrEqual(41);
    await engine.close();
  });

  it('says that nobody answers where there is no socket, or where nobody listens', async () => {
    for (const url of [`unix://${directory}/absent.sock`, 'tcp://127.0.0.1:9', 'tcp://no-such-host.invalid:2375']) {
      await expect(createDockerEngine({url, origin: 'DOCKER_HOST', isLocal: false})).rejects.toMatchObject({
        id: 'E_ENGINE_UNAVAILABLE',
        message: `No container engine answers at ${url} (from DOCKER_HOST).`,
      });
    }
  });

  it('is not made to something that is no engine, and says so in a sentence', async () => {
    const server = createHttpServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(createDockerEngine({url, origin: 'DOCKER_HOST', isLocal: false})).rejects.toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      message: `What answers at ${url} (from DOCKER_HOST) is not a container engine: HTTP status 404.`,
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives up on an engine that says nothing when the signal says so', async () => {
    const server = createServer((socket) => socket.resume()).listen(join(directory, 'mute.sock'));
    const signal = AbortSignal.timeout(200);
    await expect(
      createDockerEngine({url: `unix://${directory}/mute.sock`, origin: 'a test', isLocal: false}, {signal}),
    ).rejects.toMatchObject({name: 'TimeoutError'});
    await new Promise((resolve) => server.close(resolve));
  });

  it('works over ssh, exec with input included', async () => {
    // Stands in for ssh: the same program at the far end, reached without a network.
    await writeFile(join(directory, 'ssh'), '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec "$@"\n');
    await chmod(join(directory, 'ssh'), 0o755);
    vi.stubEnv('PATH', `${directory}${delimiter}${process.env['PATH']}`);
    const engine = await createDockerEngine({url: 'ssh://me@far-away:2222', origin: 'a test', isLocal: false});
    const signal = AbortSignal.timeout(20_000);
    const names = await Promise.all(Array.from({length: 3}, () => engine.info({signal})));
    expect(new Set(names.map(({id}) => id)).size).toBe(1);
    await engine.close();
    vi.unstubAllEnvs();
  });

  it('repeats what ssh complains about', async () => {
    await writeFile(join(directory, 'ssh'), '#!/bin/sh\necho "me@far-away: Permission denied (publickey)." >&2\nexit 255\n');
    await chmod(join(directory, 'ssh'), 0o755);
    vi.stubEnv('PATH', `${directory}${delimiter}${process.env['PATH']}`);
    await expect(createDockerEngine({url: 'ssh://me@far-away', origin: 'a test', isLocal: false})).rejects.toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      details: [expect.stringContaining('Permission denied (publickey)')],
    });
    vi.unstubAllEnvs();
  });
});
