import {join} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import {currentDockerContext} from './docker-context.ts';
import type {EngineEndpoint} from './engine-endpoint.ts';
import type {EngineTls} from './engine-tls.ts';
import {type Surroundings, thisMachine} from './surroundings.ts';
import {isLocalSocket, usualSockets} from './usual-sockets.ts';

/**
 * Finds the container engine as the docker command does: FLOTILLA_DOCKER_HOST, DOCKER_HOST, the current Docker context, then the usual
 * sockets, of which the first that answers is taken.
 * @throws AppError E_ENGINE_UNAVAILABLE when there is none, E_USAGE when an address is not understood.
 */
export async function findEndpoint(surroundings: Surroundings = thisMachine): Promise<EngineEndpoint> {
  const {env} = surroundings;
  for (const variable of ['FLOTILLA_DOCKER_HOST', 'DOCKER_HOST']) {
    const host = env[variable];
    if (host) return endpointOf(host, variable, tlsFromEnv(host, surroundings), surroundings);
  }
  const context = currentDockerContext(surroundings);
  if (context !== undefined) return endpointOf(context.host, `Docker context ${context.name}`, context.tls, surroundings);
  return firstUsualSocket(surroundings);
}

function endpointOf(host: string, origin: string, tls: EngineTls | undefined, surroundings: Surroundings): EngineEndpoint {
  const url = host.includes('://') ? host : `tcp://${host}`;
  if (url.startsWith('unix://')) {
    const path = url.slice('unix://'.length) || '/var/run/docker.sock';
    return {url: `unix://${path}`, origin, isLocal: isLocalSocket(path, surroundings)};
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.hostname || !remoteSchemes.has(parsed.protocol)) {
    throw new AppError('E_USAGE', `${host} (from ${origin}) is not an address of a container engine.`, {
      hints: ['Use unix:///path/of/socket, tcp://host:port or ssh://user@host.'],
    });
  }
  return parsed.protocol === 'ssh:' ? {url, origin, isLocal: false} : tcpEndpoint(parsed, origin, tls);
}

const remoteSchemes: ReadonlySet<string> = new Set(['tcp:', 'ssh:', 'http:', 'https:']);

function tcpEndpoint({hostname, port, protocol}: URL, origin: string, tls: EngineTls | undefined): EngineEndpoint {
  const withTls = tls ?? (protocol === 'https:' ? {verify: true} : undefined);
  const defaultPort = withTls === undefined ? '2375' : '2376';
  return {url: `tcp://${hostname}:${port || defaultPort}`, origin, isLocal: false, ...(withTls === undefined ? {} : {tls: withTls})};
}

/** DOCKER_TLS encrypts, DOCKER_TLS_VERIFY checks the engine's certificate as well; the files are in DOCKER_CERT_PATH, else in ~/.docker. */
function tlsFromEnv(host: string, {env, home}: Surroundings): EngineTls | undefined {
  const verify = Boolean(env['DOCKER_TLS_VERIFY']);
  if (host.startsWith('unix:') || host.startsWith('ssh:') || !(verify || env['DOCKER_TLS'])) return undefined;
  const directory = env['DOCKER_CERT_PATH'] || env['DOCKER_CONFIG'] || join(home, '.docker');
  return {ca: join(directory, 'ca.pem'), cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem'), verify};
}

async function firstUsualSocket(surroundings: Surroundings): Promise<EngineEndpoint> {
  const sockets = usualSockets(surroundings);
  let forbidden: string | undefined;
  for (const {path, owner} of sockets) {
    const answer = await surroundings.knock(path);
    if (answer === 'answers') {
      return {url: `unix://${path}`, origin: `the usual socket of ${owner}`, isLocal: isLocalSocket(path, surroundings)};
    }
    if (answer === 'forbidden') forbidden ??= path;
  }
  if (forbidden !== undefined) throw permissionDenied(forbidden);
  throw new AppError('E_ENGINE_UNAVAILABLE', 'No container engine was found on this machine.', {
    hints: startHints(surroundings.platform),
    details: [`Looked at ${sockets.map(({path}) => path).join(', ')}.`],
  });
}

/** The error for a socket that exists but may not be opened by this user. */
export function permissionDenied(socket: string, cause?: unknown): AppError {
  return new AppError('E_ENGINE_PERMISSION', `You may not use the container engine at ${socket}.`, {
    hints: ['sudo usermod -aG docker "$USER" && newgrp docker'],
    ...(cause === undefined ? {} : {cause}),
  });
}

/** How to get an engine that answers. */
export function startHints(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') {
    return ['sudo systemctl start docker', 'To install Docker: https://docs.docker.com/engine/install/', 'docker context ls'];
  }
  return ['Start Docker Desktop (or Colima, OrbStack, Rancher Desktop).', 'To install it: https://docs.docker.com/get-started/get-docker/'];
}
