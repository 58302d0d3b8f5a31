import type {Duplex, Readable} from 'node:stream';
import {pollUntil} from '../../async/poll-until.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {CallOptions, Container, ContainerDetails, ContainerSpec, Containers, FileEntry, LabelFilter} from '../engine.ts';
import type {AttachOptions, ExecOptions, ExecResult} from '../exec-options.ts';
import {filesTar} from '../files-tar.ts';
import type {PathStat} from '../path-stat.ts';
import {attachExec} from './attach-exec.ts';
import {connectExec} from './connect-exec.ts';
import {fromInspected, fromListed, type InspectedContainer, type ListedContainer} from './container-answers.ts';
import {readLogs} from './container-logs.ts';
import {type MemoryAnswer, memoryInUse} from './container-memory.ts';
import {createContainer} from './create-container.ts';
import type {ApiRequest, DockerApi} from './docker-api.ts';
import {labelQuery} from './label-filter.ts';
import {parsePathStat} from './path-stat.ts';
import {runExec} from './run-exec.ts';
import {statusOf} from './translate-error.ts';

/** Containers over the Docker Engine API. */
export class DockerContainers implements Containers {
  readonly #api: DockerApi;

  constructor(api: DockerApi) {
    this.#api = api;
  }

  create(spec: ContainerSpec, {signal}: CallOptions): Promise<string> {
    return createContainer(this.#api, spec, signal);
  }

  start(name: string, {signal}: CallOptions): Promise<void> {
    return this.#api.send(post(name, 'start', signal));
  }

  stop(name: string, {signal, timeoutSeconds}: CallOptions & {readonly timeoutSeconds?: number}): Promise<void> {
    const query = timeoutSeconds === undefined ? {} : {query: {t: timeoutSeconds}};
    return this.#unless([404], {...post(name, 'stop', signal), ...query});
  }

  kill(name: string, {signal, kill}: CallOptions & {readonly kill?: string}): Promise<void> {
    return this.#unless([404, 409], {...post(name, 'kill', signal), query: {signal: kill ?? 'SIGKILL'}});
  }

  async pause(name: string, {signal}: CallOptions): Promise<void> {
    await this.#unlessSaid(/already paused/i, post(name, 'pause', signal));
  }

  async unpause(name: string, {signal}: CallOptions): Promise<void> {
    await this.#unlessSaid(/not paused/i, post(name, 'unpause', signal));
  }

  async remove(name: string, {signal}: CallOptions): Promise<void> {
    const request = {
      method: 'DELETE',
      path: path(name),
      query: {force: true, v: true},
      signal,
      action: `remove container ${name}`,
    } as const;
    try {
      await this.#api.send(request);
    } catch (error) {
      if (isAppError(error, 'E_NOT_FOUND')) return;
      if (statusOf(error) !== 409) throw error;
      const isGone = async (): Promise<true | undefined> => ((await this.inspect(name, {signal})) === undefined ? true : undefined);
      await pollUntil(isGone, {signal, timeoutMs: 60_000, what: `the removal of container ${name} that is already under way`});
    }
  }

  async inspect(name: string, {signal}: CallOptions): Promise<ContainerDetails | undefined> {
    try {
      return fromInspected(await this.#inspectRaw(name, signal));
    } catch (error) {
      if (isAppError(error, 'E_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async list(labels: LabelFilter, {signal}: CallOptions): Promise<readonly Container[]> {
    const query = {all: true, ...labelQuery(labels)};
    const answer = await this.#api.json<readonly ListedContainer[]>({
      method: 'GET',
      path: '/containers/json',
      query,
      signal,
      action: 'list containers',
    });
    return answer.map(fromListed);
  }

  exec(name: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return runExec(this.#api, {container: name, argv}, options);
  }

  attach(name: string, argv: readonly string[], options: AttachOptions): Promise<number> {
    return attachExec(this.#api, {container: name, argv}, options);
  }

  connect(name: string, argv: readonly string[], options: CallOptions): Promise<Duplex> {
    return connectExec(this.#api, {container: name, argv}, options);
  }

  async putFiles(name: string, files: readonly FileEntry[], {signal}: CallOptions): Promise<void> {
    await this.#upload(name, '/', await filesTar(files), signal);
  }

  putArchive(name: string, directory: string, tar: Readable, {signal}: CallOptions): Promise<void> {
    return this.#upload(name, directory, tar, signal);
  }

  getArchive(name: string, file: string, {signal}: CallOptions): Promise<Readable> {
    return this.#api.stream({
      method: 'GET',
      path: path(name, 'archive'),
      query: {path: file},
      signal,
      action: `read ${file} from container ${name}`,
    });
  }

  async statPath(name: string, file: string, {signal}: CallOptions): Promise<PathStat | undefined> {
    const request = {
      method: 'HEAD',
      path: path(name, 'archive'),
      query: {path: file},
      signal,
      action: `look at ${file} in container ${name}`,
    } as const;
    try {
      const response = await this.#api.stream(request);
      response.resume();
      return parsePathStat(response.headers);
    } catch (error) {
      if (isAppError(error, 'E_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async logs(name: string, {signal, tail}: CallOptions & {readonly tail?: number}): Promise<string> {
    const {Config} = await this.#inspectRaw(name, signal);
    const query = {stdout: true, stderr: true, tail: tail ?? 'all'};
    const stream = await this.#api.stream({
      method: 'GET',
      path: path(name, 'logs'),
      query,
      signal,
      action: `read the logs of container ${name}`,
    });
    return readLogs(stream, Config.Tty === true);
  }

  async wait(name: string, {signal}: CallOptions): Promise<number> {
    const {StatusCode} = await this.#api.json<{readonly StatusCode: number}>({
      ...post(name, 'wait', signal),
      action: `wait for container ${name}`,
    });
    return StatusCode;
  }

  async commit(
    name: string,
    {
      signal,
      repo,
      tag,
      changes,
      labels,
    }: CallOptions & {
      readonly repo: string;
      readonly tag: string;
      readonly changes?: readonly string[];
      readonly labels?: Readonly<Record<string, string>>;
    },
  ): Promise<string> {
    const query = {container: name, repo, tag, changes: changes ?? [], pause: true};
    const body = labels === undefined ? {} : {body: {Labels: labels}};
    const request = {
      method: 'POST',
      path: '/commit',
      query,
      ...body,
      signal,
      action: `commit container ${name} as ${repo}:${tag}`,
    } as const;
    return (await this.#api.json<{readonly Id: string}>(request)).Id;
  }

  async memoryUsage(name: string, {signal}: CallOptions): Promise<number> {
    const query = {stream: false, 'one-shot': true};
    const request = {method: 'GET', path: path(name, 'stats'), query, signal, action: `measure container ${name}`} as const;
    return memoryInUse(await this.#api.json<MemoryAnswer>(request));
  }

  #inspectRaw(name: string, signal: AbortSignal): Promise<InspectedContainer> {
    return this.#api.json({method: 'GET', path: path(name, 'json'), signal, action: `inspect container ${name}`});
  }

  #upload(name: string, directory: string, upload: Readable | Buffer, signal: AbortSignal): Promise<void> {
    const action = `write files to container ${name}`;
    return this.#api.send({method: 'PUT', path: path(name, 'archive'), query: {path: directory}, upload, signal, action});
  }

  async #unless(statuses: readonly number[], request: ApiRequest): Promise<void> {
    try {
      await this.#api.send(request);
    } catch (error) {
      if (!statuses.includes(statusOf(error) ?? 0)) throw error;
    }
  }

  async #unlessSaid(words: RegExp, request: ApiRequest): Promise<void> {
    try {
      await this.#api.send(request);
    } catch (error) {
      if (!(isAppError(error) && words.test(error.message))) throw error;
    }
  }
}

function path(name: string, verb?: string): string {
  return `/containers/${encodeURIComponent(name)}${verb === undefined ? '' : `/${verb}`}`;
}

function post(name: string, verb: string, signal: AbortSignal): ApiRequest {
  return {method: 'POST', path: path(name, verb), signal, action: `${verb} container ${name}`};
}
