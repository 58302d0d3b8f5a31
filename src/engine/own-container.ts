import type {CallOptions, Engine} from './engine.ts';
import type {EngineEndpoint} from './engine-endpoint.ts';
import type {Surroundings} from './surroundings.ts';

/** A container of the engine in which this program runs, with a network of its own: nodes run beside it, not in it. */
export interface OwnContainer {
  readonly id: string;
  /** The engine's socket, as the engine's machine knows it. */
  readonly socket: string;
}

/**
 * The endpoint with the container that we run in, if the engine has it. A container whose network is the machine's own sees all that the machine
 * sees, and one of another engine says nothing about this one: both get the endpoint as it is.
 */
export async function withOwnContainer(
  {endpoint, containers}: Pick<Engine, 'endpoint' | 'containers'>,
  {readText}: Pick<Surroundings, 'readText'>,
  options: CallOptions,
): Promise<EngineEndpoint> {
  const id = endpoint.isLocal ? ownContainerId(readText('/proc/self/mountinfo') ?? '') : undefined;
  const found = id === undefined ? undefined : await containers.inspect(id, options);
  if (!found || found.networkMode === 'host') return endpoint;
  const path = endpoint.url.slice('unix://'.length);
  const socket = found.mounts.find(({target}) => runFolder(target) === runFolder(path))?.source ?? path;
  // One that uses the network of another container is where that one is.
  const [, other] = found.networkMode.split('container:');
  return {...endpoint, isLocal: false, ownContainer: {id: other ?? found.id, socket}};
}

/** One folder has both names. */
const runFolder = (path: string): string => path.replace(/^\/var\/run\//, '/run/');

/** Docker gives a container its host name in a file of a folder that has the container's id for a name. */
function ownContainerId(mountinfo: string): string | undefined {
  return /\/containers\/([0-9a-f]{64})\/hostname \/etc\/hostname /.exec(mountinfo)?.[1];
}
