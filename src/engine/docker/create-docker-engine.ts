import type {CallOptions, Engine} from '../engine.ts';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import {connectToEndpoint} from './connect-to-endpoint.ts';
import {DockerApi} from './docker-api.ts';
import {DockerEngine} from './docker-engine.ts';
import {EngineAgent} from './engine-agent.ts';
import {loadDockerode} from './load-dockerode.ts';
import {negotiateVersion} from './negotiate-version.ts';

const idle = 256;
/** A server allows ten sessions in one connection; more are logins of their own. */
const idleOverSsh = 3;

/**
 * Connects to the engine and agrees on an API version with it. Without a signal it gives up after 30 s.
 * @throws AppError E_ENGINE_UNAVAILABLE, E_ENGINE_PERMISSION, E_ENGINE_UNSUPPORTED.
 */
export async function createDockerEngine(endpoint: EngineEndpoint, options?: CallOptions): Promise<Engine> {
  const agent = new EngineAgent(await connectToEndpoint(endpoint), endpoint.url.startsWith('ssh:') ? idleOverSsh : idle);
  const Docker = await loadDockerode();
  // Everything is said, so that docker-modem takes nothing from DOCKER_HOST; the agent alone decides what is connected to.
  const {modem} = new Docker({socketPath: endpoint.url, host: undefined, port: undefined, protocol: 'http', agent} as object);
  const api = new DockerApi(modem, endpoint);
  try {
    const version = await negotiateVersion(api, options?.signal ?? AbortSignal.timeout(30_000));
    Object.assign(modem, {version: `v${version}`});
    return new DockerEngine(api, version, () => agent.destroy());
  } catch (error) {
    agent.destroy();
    throw error;
  }
}
