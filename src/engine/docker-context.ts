import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import type {EngineTls} from './engine-tls.ts';
import type {Surroundings} from './surroundings.ts';

export interface DockerContext {
  readonly name: string;
  readonly host: string;
  readonly tls?: EngineTls;
}

/**
 * The Docker context that the docker command would use, or undefined for the built-in context `default`.
 * Files: `<config>/config.json`, `<config>/contexts/meta/<sha256 of the name>/meta.json`, `<config>/contexts/tls/<same>/docker/*.pem`.
 * @throws AppError E_ENGINE_UNAVAILABLE when the chosen context does not exist or names no host.
 */
export function currentDockerContext(surroundings: Surroundings): DockerContext | undefined {
  const {env, home, readText} = surroundings;
  const config = env['DOCKER_CONFIG'] || join(home, '.docker');
  const name = env['DOCKER_CONTEXT'] || currentContextOf(readText(join(config, 'config.json')));
  if (!name || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const endpoint = dockerEndpointOf(readText(join(config, 'contexts', 'meta', id, 'meta.json')));
  if (endpoint?.Host === undefined || endpoint.Host === '') {
    throw new AppError('E_ENGINE_UNAVAILABLE', `The Docker context ${name} does not exist or names no engine.`, {
      hints: ['docker context ls', 'docker context use default'],
    });
  }
  const tls = contextTls(join(config, 'contexts', 'tls', id, 'docker'), endpoint.SkipTLSVerify === true, surroundings);
  return {name, host: endpoint.Host, ...(tls === undefined ? {} : {tls})};
}

function currentContextOf(text: string | undefined): string | undefined {
  const config = parseJson(text) as {readonly currentContext?: unknown} | undefined;
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined;
}

interface ContextEndpoint {
  readonly Host?: string;
  readonly SkipTLSVerify?: boolean;
}

function dockerEndpointOf(text: string | undefined): ContextEndpoint | undefined {
  const meta = parseJson(text) as {readonly Endpoints?: {readonly docker?: ContextEndpoint}} | undefined;
  return meta?.Endpoints?.docker;
}

function contextTls(directory: string, skipVerify: boolean, {readText}: Surroundings): EngineTls | undefined {
  const present = (file: string): string | undefined => (readText(join(directory, file)) === undefined ? undefined : join(directory, file));
  const [ca, cert, key] = [present('ca.pem'), present('cert.pem'), present('key.pem')];
  if (ca === undefined && cert === undefined && !skipVerify) return undefined;
  return {
    verify: !skipVerify,
    ...(ca === undefined ? {} : {ca}),
    ...(cert === undefined ? {} : {cert}),
    ...(key === undefined ? {} : {key}),
  };
}

/** A file that is missing or damaged says nothing: the docker command ignores it too. */
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
