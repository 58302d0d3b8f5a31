import type {CallOptions, Containers, Engine, EngineInfo, Images, Networks, Volumes} from '../engine.ts';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import type {HostFacts} from '../host-facts.ts';
import type {DockerApi} from './docker-api.ts';
import {DockerContainers} from './docker-containers.ts';
import {DockerImages} from './docker-images.ts';
import {DockerNetworks} from './docker-networks.ts';
import {DockerVolumes} from './docker-volumes.ts';
import {type InfoAnswer, toEngineInfo} from './engine-info.ts';
import {readHostFacts} from './host-facts/read-host-facts.ts';

/** The {@link Engine} port over the Docker Engine API. */
export class DockerEngine implements Engine {
  readonly containers: Containers;
  readonly images: Images;
  readonly networks: Networks;
  readonly volumes: Volumes;
  readonly endpoint: EngineEndpoint;
  readonly #api: DockerApi;
  readonly #apiVersion: string;
  readonly #disconnect: () => void;

  constructor(api: DockerApi, apiVersion: string, disconnect: () => void) {
    this.containers = new DockerContainers(api);
    this.images = new DockerImages(api);
    this.networks = new DockerNetworks(api);
    this.volumes = new DockerVolumes(api);
    this.endpoint = api.endpoint;
    this.#api = api;
    this.#apiVersion = apiVersion;
    this.#disconnect = disconnect;
  }

  async info({signal}: CallOptions): Promise<EngineInfo> {
    return toEngineInfo(await this.#info(signal), this.#apiVersion);
  }

  async hostFacts({signal, probeImage}: CallOptions & {readonly probeImage: string}): Promise<HostFacts> {
    const info = toEngineInfo(await this.#info(signal), this.#apiVersion);
    return readHostFacts({info, isLocal: this.endpoint.isLocal, probeImage, signal}, this.containers);
  }

  async close(): Promise<void> {
    this.#disconnect();
  }

  #info(signal: AbortSignal): Promise<InfoAnswer> {
    return this.#api.json<InfoAnswer>({method: 'GET', path: '/info', signal, action: 'describe itself'});
  }
}
