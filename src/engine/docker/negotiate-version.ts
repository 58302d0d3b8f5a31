import type {IncomingMessage} from 'node:http';
import {AppError} from '../../errors/app-error.ts';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import type {DockerApi} from './docker-api.ts';
import {statusOf} from './translate-error.ts';

/** The oldest API with private cgroup namespaces, which nodes need: Docker 20.10. */
const oldest = '1.41';
/** The newest API that this adapter was written for. */
const newest = '1.48';

/**
 * The API version to speak, from what the engine says it knows at most.
 * @throws AppError E_ENGINE_UNSUPPORTED when it is too old.
 */
export function chooseApiVersion(offered: string): string {
  if (compareVersions(offered, oldest) < 0) {
    throw new AppError(
      'E_ENGINE_UNSUPPORTED',
      `The container engine speaks API ${offered || 'without a version'}, but nodes need ${oldest}.`,
      {
        hints: ['Update the engine: Docker 20.10 or newer is needed. https://docs.docker.com/engine/install/'],
      },
    );
  }
  return compareVersions(offered, newest) > 0 ? newest : offered;
}

/**
 * Asks the engine, without a version in the path.
 * @throws AppError E_ENGINE_UNAVAILABLE when something else answers there, E_ENGINE_UNSUPPORTED for an engine that is too old or is Podman.
 */
export async function negotiateVersion(api: DockerApi, signal: AbortSignal): Promise<string> {
  const {headers} = await ping(api, signal);
  const [podman, offered] = [headers['libpod-api-version'], headers['api-version']];
  if (typeof podman === 'string') throw podmanRefusal(podman, api.endpoint);
  return chooseApiVersion(typeof offered === 'string' ? offered : '');
}

async function ping(api: DockerApi, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    const response = await api.stream({method: 'GET', path: '/_ping', signal, action: 'be reached'});
    response.resume();
    return response;
  } catch (error) {
    const status = statusOf(error);
    // An engine that is not well answers with 500 and says why.
    if (status === undefined || status >= 500) throw error;
    const {url, origin} = api.endpoint;
    throw new AppError(
      'E_ENGINE_UNAVAILABLE',
      `What answers at ${url} (from ${origin}) is not a container engine: HTTP status ${status}.`,
      {
        cause: error,
        hints: [`unset ${origin.endsWith('DOCKER_HOST') ? origin : 'DOCKER_HOST'}`, 'docker context ls'],
      },
    );
  }
}

/** What Podman does otherwise than Docker behind the same API, as seen with 4.3; each of it would break a node. */
function podmanRefusal(version: string, {url, origin}: EngineEndpoint): AppError {
  return new AppError(
    'E_ENGINE_UNSUPPORTED',
    `The container engine at ${url} (from ${origin}) is Podman ${version}, which cannot run nodes: it gives a container no fixed address outside the range that it hands out.`,
    {
      details: [
        "Through Docker's API it also raises the limit of open files above that of its own, which needs CAP_SYS_RESOURCE, ignores the tag of an imported image, and starts no container again after a reboot.",
      ],
      hints: ['DOCKER_HOST=unix:///var/run/docker.sock uses Docker instead', 'To install Docker: https://docs.docker.com/engine/install/'],
    },
  );
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
