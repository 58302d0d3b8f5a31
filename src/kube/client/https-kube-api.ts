import type {Duplex} from 'node:stream';
import type {
  DeleteOptions,
  KubeApi,
  KubeCallOptions,
  ListQuery,
  ObjectList,
  ObjectRef,
  SubresourceOption,
  WatchEvent,
} from '../kube-api.ts';
import {isKubeApiError, refusal} from '../kube-api-error.ts';
import type {KubeObject} from '../kube-types.ts';
import {type ApiRequest, type ApiServerAddress, HttpsTransport} from './https-transport.ts';
import {jsonLines} from './json-lines.ts';
import {ResourcePaths} from './resource-paths.ts';

/** Seconds after which the server ends a watch, so that one whose server is gone without a word cannot outlive it by much. */
const watchSeconds = 300;
/** Milliseconds; the server sends a bookmark about every minute. */
const watchIdleMs = 150_000;

const patchTypes = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

/** {@link KubeApi} over HTTPS, without a client library: those take longer to load than a whole command may last. */
export class HttpsKubeApi implements KubeApi {
  readonly #transport: HttpsTransport;
  readonly #paths: ResourcePaths;
  readonly #fieldManager: string;

  constructor(server: ApiServerAddress | HttpsKubeApi, fieldManager = 'flotilla') {
    const shared = server instanceof HttpsKubeApi ? server : undefined;
    this.#transport = shared ? shared.#transport : new HttpsTransport(server as ApiServerAddress);
    this.#paths = shared ? shared.#paths : new ResourcePaths((path, signal) => this.#json({method: 'GET', path, signal}));
    this.#fieldManager = fieldManager;
  }

  as(fieldManager: string): KubeApi {
    return new HttpsKubeApi(this, fieldManager);
  }

  get server(): string {
    return this.#transport.server;
  }

  async get<T extends KubeObject>(ref: ObjectRef, {signal}: KubeCallOptions): Promise<T | undefined> {
    const path = await this.#paths.pathOf(ref, signal);
    return this.#json<T>({method: 'GET', path, signal}).catch(undefinedWhenMissing);
  }

  async list<T extends KubeObject>(query: ListQuery, {signal}: KubeCallOptions): Promise<ObjectList<T>> {
    const path = withQuery(await this.#paths.pathOf(kindOf(query), signal), selectors(query));
    const list = await this.#json<{items?: T[]; metadata?: {resourceVersion?: string}}>({method: 'GET', path, signal});
    const {apiVersion, kind} = query;
    // Items of lists come without the two fields that every other object has.
    return {items: (list.items ?? []).map((item) => ({...item, apiVersion, kind})), resourceVersion: list.metadata?.resourceVersion ?? ''};
  }

  async create<T extends KubeObject>(object: KubeObject, {signal, subresource}: KubeCallOptions & SubresourceOption): Promise<T> {
    const {name, ...collection} = refOf(object);
    const target = subresource === undefined ? collection : {...subresourceOwner(object, subresource), name, subresource};
    const path = withQuery(await this.#paths.pathOf(withDefaultNamespace(target), signal), {fieldManager: this.#fieldManager});
    return this.#json<T>({method: 'POST', path, signal, body: {type: 'application/json', text: JSON.stringify(object)}});
  }

  async apply<T extends KubeObject>(object: KubeObject, {signal, ...sub}: KubeCallOptions & SubresourceOption): Promise<T> {
    const path = withQuery(await this.#paths.pathOf(withDefaultNamespace({...refOf(object), ...sub}), signal), {
      fieldManager: this.#fieldManager,
      force: 'true',
    });
    return this.#json<T>({method: 'PATCH', path, signal, body: {type: 'application/apply-patch+yaml', text: JSON.stringify(object)}});
  }

  async patch<T extends KubeObject>(
    ref: ObjectRef,
    patch: object,
    {signal, type = 'merge', ...sub}: KubeCallOptions & SubresourceOption & {readonly type?: keyof typeof patchTypes},
  ): Promise<T> {
    const path = withQuery(await this.#paths.pathOf({...ref, ...sub}, signal), {fieldManager: this.#fieldManager});
    return this.#json<T>({method: 'PATCH', path, signal, body: {type: patchTypes[type], text: JSON.stringify(patch)}});
  }

  async delete(ref: ObjectRef, {signal, gracePeriodSeconds, foreground = false}: KubeCallOptions & DeleteOptions): Promise<boolean> {
    const path = withQuery(await this.#paths.pathOf(ref, signal), {
      propagationPolicy: foreground ? 'Foreground' : 'Background',
      ...(gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds: String(gracePeriodSeconds)}),
    });
    return (await this.#json({method: 'DELETE', path, signal}).catch(undefinedWhenMissing)) !== undefined;
  }

  async *watch<T extends KubeObject>(
    {resourceVersion, ...query}: ListQuery & {readonly resourceVersion?: string},
    {signal}: KubeCallOptions,
  ): AsyncGenerator<WatchEvent<T>> {
    const path = withQuery(await this.#paths.pathOf(kindOf(query), signal), {
      ...selectors(query),
      ...(resourceVersion === undefined ? {} : {resourceVersion}),
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(watchSeconds),
    });
    for await (const line of jsonLines(this.#transport.chunks({method: 'GET', path, signal, idleMs: watchIdleMs}))) {
      const event = line as WatchEvent<T> | {readonly type: 'ERROR'; readonly object: {readonly code?: number}};
      if (event.type === 'ERROR') throw refusal(this.server, event.object.code ?? 500, JSON.stringify(event.object));
      yield event;
    }
  }

  async readyz({signal}: KubeCallOptions): Promise<boolean> {
    try {
      return (await this.getText('/readyz', {signal})) === 'ok';
    } catch (error) {
      if (isKubeApiError(error)) return false;
      throw error;
    }
  }

  getText(path: string, {signal}: KubeCallOptions): Promise<string> {
    return this.#transport.text({method: 'GET', path, signal});
  }

  async portForward(pod: {readonly namespace: string; readonly name: string}, port: number, {signal}: KubeCallOptions): Promise<Duplex> {
    const ref = {apiVersion: 'v1', kind: 'Pod', ...pod, subresource: 'portforward'};
    const path = withQuery(await this.#paths.pathOf(ref, signal), {ports: String(port)});
    const {PortForwardStream, portForwardProtocol} = await import('./websocket/port-forward-stream.ts');
    const {socket, head} = await this.#transport.upgrade(path, portForwardProtocol, signal);
    return new PortForwardStream(socket, head);
  }

  close(): void {
    this.#transport.close();
  }

  async #json<T = unknown>(request: ApiRequest): Promise<T> {
    return JSON.parse(await this.#transport.text(request));
  }
}

function refOf({apiVersion, kind, metadata: {name, namespace}}: KubeObject): ObjectRef {
  return {apiVersion, kind, name, ...(namespace === undefined ? {} : {namespace})};
}

function kindOf({apiVersion, kind, namespace}: ListQuery) {
  return {apiVersion, kind, ...(namespace === undefined ? {} : {namespace})};
}

/** As kubectl does; the path of an object of the whole cluster ignores it. */
function withDefaultNamespace<T extends {readonly namespace?: string}>(target: T): T {
  return {namespace: 'default', ...target};
}

/** The object that a posted subresource belongs to: an eviction is made of a pod, a token request of a service account. */
function subresourceOwner({apiVersion, kind, metadata: {namespace}}: KubeObject, subresource: string) {
  const owners: Readonly<Record<string, string>> = {eviction: 'Pod', binding: 'Pod', token: 'ServiceAccount'};
  const owner = owners[subresource];
  return {...(owner ? {apiVersion: 'v1', kind: owner} : {apiVersion, kind}), ...(namespace === undefined ? {} : {namespace})};
}

function selectors({labelSelector, fieldSelector}: ListQuery): Readonly<Record<string, string>> {
  return {...(labelSelector === undefined ? {} : {labelSelector}), ...(fieldSelector === undefined ? {} : {fieldSelector})};
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!isKubeApiError(error, 404)) throw error;
  return undefined;
}
