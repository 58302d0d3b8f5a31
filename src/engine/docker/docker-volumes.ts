import {isAppError} from '../../errors/app-error.ts';
import type {CallOptions, LabelFilter, Volume, Volumes} from '../engine.ts';
import type {DockerApi} from './docker-api.ts';
import {labelQuery} from './label-filter.ts';

interface VolumeAnswer {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Mountpoint?: string;
}

/** Volumes over the Docker Engine API. */
export class DockerVolumes implements Volumes {
  readonly #api: DockerApi;

  constructor(api: DockerApi) {
    this.#api = api;
  }

  /** The engine answers with the existing volume when there is one of that name. */
  ensure({name, labels}: Volume, {signal}: CallOptions): Promise<void> {
    return this.#api.send({
      method: 'POST',
      path: '/volumes/create',
      body: {Name: name, Labels: labels},
      signal,
      action: `create volume ${name}`,
    });
  }

  async list(labels: LabelFilter, {signal}: CallOptions): Promise<readonly Volume[]> {
    const request = {method: 'GET', path: '/volumes', query: labelQuery(labels), signal, action: 'list volumes'} as const;
    const {Volumes: volumes} = await this.#api.json<{readonly Volumes: readonly VolumeAnswer[] | null}>(request);
    return (volumes ?? []).map(({Name, Labels, Mountpoint}) => ({
      name: Name,
      labels: Labels ?? {},
      ...(Mountpoint ? {folder: Mountpoint} : {}),
    }));
  }

  async remove(name: string, {signal}: CallOptions): Promise<void> {
    try {
      await this.#api.send({method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}`, signal, action: `remove volume ${name}`});
    } catch (error) {
      if (!isAppError(error, 'E_NOT_FOUND')) throw error;
    }
  }
}
