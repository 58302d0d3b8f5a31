import {createHash} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {findEndpoint} from '../../../src/engine/find-endpoint.ts';
import type {SocketAnswer, Surroundings} from '../../../src/engine/surroundings.ts';

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly sockets?: Readonly<Record<string, SocketAnswer>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
}

function machine({env = {}, files = {}, sockets = {}, links = {}, platform = 'linux'}: Machine): Surroundings {
  return {
    env,
    home: '/home/ann',
    platform,
    readText: (path) => files[path],
    realPath: (path) => links[path] ?? path,
    knock: (path) => Promise.resolve(sockets[path] ?? 'silent'),
  };
}

function contextFiles(name: string, meta: object, directory = '/home/ann/.docker'): Record<string, string> {
  const id = createHash('sha256').update(name).digest('hex');
  return {[`${directory}/contexts/meta/${id}/meta.json`]: JSON.stringify({Name: name, Endpoints: {docker: meta}})};
}

describe('the engine named by the environment', () => {
  it.each([
    ['unix:///run/my.sock', {url: 'unix:///run/my.sock', isLocal: true}],
    ['unix://', {url: 'unix:///var/run/docker.sock', isLocal: true}],
    ['tcp://10.0.0.5', {url: 'tcp://10.0.0.5:2375', isLocal: false}],
    ['10.0.0.5:4243', {url: 'tcp://10.0.0.5:4243', isLocal: false}],
    ['https://engine.test', {url: 'tcp://engine.test:2376', isLocal: false, tls: {verify: true}}],
    ['ssh://ann@far:2222', {url: 'ssh://ann@far:2222', isLocal: false}],
  ])('%s', async (host, endpoint) => {
    expect(await findEndpoint(machine({env: {DOCKER_HOST: host}}))).toEqual({...endpoint, origin: 'DOCKER_HOST'});
  });

  it('is our own variable before that of Docker, and both before a context', async () => {
    const env = {FLOTILLA_DOCKER_HOST: 'unix:///a', DOCKER_HOST: 'unix:///b', DOCKER_CONTEXT: 'absent'};
    expect(await findEndpoint(machine({env}))).toMatchObject({url: 'unix:///a', origin: 'FLOTILLA_DOCKER_HOST'});
  });

  it('is encrypted when asked', async () => {
    const env = {DOCKER_HOST: 'tcp://far', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs'};
    expect(await findEndpoint(machine({env}))).toMatchObject({
      url: 'tcp://far:2376',
      tls: {ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem', verify: true},
    });
    const unverified = {DOCKER_HOST: 'tcp://far', DOCKER_TLS: '1'};
    expect(await findEndpoint(machine({env: unverified}))).toMatchObject({tls: {ca: '/home/ann/.docker/ca.pem', verify: false}});
  });

  it.each(['npipe:////./pipe/docker_engine', 'gopher://hole', 'tcp://'])('is refused when it is %s', async (host) => {
    await expect(findEndpoint(machine({env: {DOCKER_HOST: host}}))).rejects.toMatchObject({id: 'E_USAGE'});
  });
});

describe('the current Docker context', () => {
  const config = (currentContext: string) => ({'/home/ann/.docker/config.json': JSON.stringify({currentContext})});

  it('is read from the configuration', async () => {
    const files = {...config('remote'), ...contextFiles('remote', {Host: 'ssh://ann@far'})};
    expect(await findEndpoint(machine({files}))).toEqual({url: 'ssh://ann@far', origin: 'Docker context remote', isLocal: false});
  });

  it('is chosen by DOCKER_CONTEXT in the directory of DOCKER_CONFIG', async () => {
    const files = {...config('remote'), ...contextFiles('here', {Host: 'unix:///run/here.sock'}, '/etc/docker-config')};
    const env = {DOCKER_CONTEXT: 'here', DOCKER_CONFIG: '/etc/docker-config'};
    expect(await findEndpoint(machine({files, env}))).toMatchObject({url: 'unix:///run/here.sock', isLocal: true});
  });

  it('brings its TLS material', async () => {
    const id = createHash('sha256').update('secure').digest('hex');
    const tls = `/home/ann/.docker/contexts/tls/${id}/docker`;
    const files = {
      ...config('secure'),
      ...contextFiles('secure', {Host: 'tcp://far:2376', SkipTLSVerify: false}),
      [`${tls}/ca.pem`]: 'ca',
      [`${tls}/cert.pem`]: 'cert',
      [`${tls}/key.pem`]: 'key',
    };
    expect(await findEndpoint(machine({files}))).toMatchObject({
      tls: {ca: `${tls}/ca.pem`, cert: `${tls}/cert.pem`, key: `${tls}/key.pem`, verify: true},
    });
    const skipping = {...config('lax'), ...contextFiles('lax', {Host: 'tcp://far', SkipTLSVerify: true})};
    expect(await findEndpoint(machine({files: skipping}))).toMatchObject({url: 'tcp://far:2376', tls: {verify: false}});
  });

  it('must exist', async () => {
    await expect(findEndpoint(machine({files: config('gone')}))).rejects.toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      message: 'The Docker context gone does not exist or names no engine.',
    });
  });

  it.each([JSON.stringify({currentContext: 'default'}), '{broken', '[]'])(
    'means the usual sockets when the configuration is %s',
    async (text) => {
      const files = {'/home/ann/.docker/config.json': text};
      const found = await findEndpoint(machine({files, sockets: {'/var/run/docker.sock': 'answers'}}));
      expect(found).toEqual({url: 'unix:///var/run/docker.sock', origin: 'the usual socket of Docker', isLocal: true});
    },
  );
});

describe('the usual sockets', () => {
  it('are tried in order, and only one that answers is taken', async () => {
    const sockets = {
      '/var/run/docker.sock': 'silent',
      '/home/ann/.colima/default/docker.sock': 'answers',
      '/run/podman/podman.sock': 'answers',
    } as const;
    expect(await findEndpoint(machine({sockets}))).toMatchObject({url: 'unix:///home/ann/.colima/default/docker.sock', isLocal: false});
  });

  it.each([
    ['Docker', '/var/run/docker.sock', {}, true],
    ['Podman', '/run/podman/podman.sock', {}, true],
    ['rootless Docker', '/run/user/1000/docker.sock', {}, false],
    ['rootless Podman', '/run/user/1000/podman/podman.sock', {}, false],
    ['Docker Desktop', '/home/ann/.docker/desktop/docker.sock', {}, false],
    ['Docker Desktop behind a link', '/var/run/docker.sock', {'/var/run/docker.sock': '/home/ann/.docker/desktop/docker.sock'}, false],
    [
      'Docker Desktop in WSL',
      '/var/run/docker.sock',
      {'/var/run/docker.sock': '/mnt/wsl/docker-desktop/shared-sockets/docker.sock'},
      false,
    ],
  ])('of %s are local or not', async (_, path, links, isLocal) => {
    const env = {XDG_RUNTIME_DIR: '/run/user/1000'};
    expect(await findEndpoint(machine({env, links, sockets: {[path]: 'answers'}}))).toMatchObject({url: `unix://${path}`, isLocal});
  });

  it('are never local on another system than Linux', async () => {
    const sockets = {'/var/run/docker.sock': 'answers'} as const;
    expect(await findEndpoint(machine({sockets, platform: 'darwin'}))).toMatchObject({isLocal: false});
  });

  it('say what is wrong when none answers', async () => {
    await expect(findEndpoint(machine({}))).rejects.toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      hints: expect.arrayContaining(['sudo systemctl start docker']),
      details: [expect.stringContaining('/run/podman/podman.sock')],
    });
    await expect(findEndpoint(machine({sockets: {'/var/run/docker.sock': 'forbidden'}}))).rejects.toMatchObject({
      id: 'E_ENGINE_PERMISSION',
      message: 'You may not use the container engine at /var/run/docker.sock.',
    });
  });
});
