import type {Readable} from 'node:stream';
import {isAppError} from '../../errors/app-error.ts';
import type {CallOptions, Image, ImageDetails, Images, LabelFilter} from '../engine.ts';
import {type BuildOptions, buildImage} from './build-image.ts';
import type {DockerApi} from './docker-api.ts';
import {labelQuery} from './label-filter.ts';
import {pullImage} from './pull-image.ts';

interface ImageAnswer {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Size: number;
}

interface InspectedImage extends ImageAnswer {
  readonly Created?: string;
  readonly Architecture: string;
  readonly Config?: {readonly Labels?: Readonly<Record<string, string>> | null} | null;
  readonly RootFS: {readonly Layers?: readonly string[]};
  readonly GraphDriver?: {readonly Data?: {readonly LowerDir?: string; readonly UpperDir?: string} | null} | null;
}

/** Images over the Docker Engine API. */
export class DockerImages implements Images {
  readonly #api: DockerApi;

  constructor(api: DockerApi) {
    this.#api = api;
  }

  async inspect(reference: string, {signal}: CallOptions): Promise<ImageDetails | undefined> {
    try {
      const answer = await this.#api.json<InspectedImage>({
        method: 'GET',
        path: path(reference, 'json'),
        signal,
        action: `inspect image ${reference}`,
      });
      return {
        ...toImage({...answer, Labels: answer.Config?.Labels ?? {}}, answer.Created ?? ''),
        architecture: answer.Architecture,
        layers: answer.RootFS.Layers ?? [],
        folders: foldersOf(answer),
      };
    } catch (error) {
      if (isAppError(error, 'E_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async list(labels: LabelFilter, {signal}: CallOptions): Promise<readonly Image[]> {
    const request = {method: 'GET', path: '/images/json', query: labelQuery(labels), signal, action: 'list images'} as const;
    const answer = await this.#api.json<readonly (ImageAnswer & {readonly Created: number})[]>(request);
    return answer.map((image) => toImage(image, new Date(image.Created * 1000).toISOString()));
  }

  pull(reference: string, options: CallOptions & {readonly onProgress?: (text: string) => void}): Promise<void> {
    return pullImage(this.#api, reference, options);
  }

  build(context: Readable, options: BuildOptions): Promise<string> {
    return buildImage(this.#api, context, options);
  }

  async importRootfs(
    tar: Readable,
    {signal, repo, tag, changes}: CallOptions & {readonly repo: string; readonly tag: string; readonly changes?: readonly string[]},
  ): Promise<void> {
    const query = {fromSrc: '-', repo, tag, changes: changes ?? []};
    const request = {method: 'POST', path: '/images/create', query, upload: tar, signal, action: `import image ${repo}:${tag}`} as const;
    for await (const _ of this.#api.progress(request));
  }

  async load(tar: Readable, {signal}: CallOptions): Promise<readonly string[]> {
    const names: string[] = [];
    const request = {method: 'POST', path: '/images/load', query: {quiet: true}, upload: tar, signal, action: 'load images'} as const;
    for await (const {stream = ''} of this.#api.progress(request)) {
      for (const [, name = ''] of stream.matchAll(/^Loaded image(?: ID)?: (\S+)/gm)) names.push(name);
    }
    return names;
  }

  save(references: readonly string[], {signal}: CallOptions): Promise<Readable> {
    const action = `save ${references.length === 1 ? `image ${references[0]}` : `${references.length} images`}`;
    return this.#api.stream({method: 'GET', path: '/images/get', query: {names: references}, signal, action});
  }

  tag(reference: string, repo: string, tag: string, {signal}: CallOptions): Promise<void> {
    return this.#api.send({
      method: 'POST',
      path: path(reference, 'tag'),
      query: {repo, tag},
      signal,
      action: `tag image ${reference} as ${repo}:${tag}`,
    });
  }

  async remove(reference: string, {signal, force}: CallOptions & {readonly force?: boolean}): Promise<void> {
    try {
      await this.#api.send({
        method: 'DELETE',
        path: path(reference),
        query: {force: force === true},
        signal,
        action: `remove image ${reference}`,
      });
    } catch (error) {
      if (!isAppError(error, 'E_NOT_FOUND')) throw error;
    }
  }
}

/** Docker names the uppermost on its own, and the others from the top down. */
function foldersOf({GraphDriver}: InspectedImage): string[] {
  const {LowerDir, UpperDir} = GraphDriver?.Data ?? {};
  return UpperDir ? [UpperDir, ...(LowerDir ? LowerDir.split(':') : [])].reverse() : [];
}

function toImage(answer: ImageAnswer, created: string): Image {
  const tags = (answer.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
  return {id: answer.Id, tags, labels: answer.Labels ?? {}, sizeBytes: answer.Size, created};
}

/** References keep their slashes: the engine matches the rest of the path. */
function path(reference: string, verb?: string): string {
  return `/images/${encodeURI(reference)}${verb === undefined ? '' : `/${verb}`}`;
}
