import {AppError} from '../../errors/app-error.ts';
import type {DockerApi} from './docker-api.ts';

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

/** Asks the engine, without a version in the path. */
export async function negotiateVersion(api: DockerApi, signal: AbortSignal): Promise<string> {
  const response = await api.stream({method: 'GET', path: '/_ping', signal, action: 'be reached'});
  response.resume();
  const offered = response.headers['api-version'];
  return chooseApiVersion(typeof offered === 'string' ? offered : '');
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
