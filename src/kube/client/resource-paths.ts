import type {KindRef} from '../kube-api.ts';
import {isKubeApiError, KubeApiError} from '../kube-api-error.ts';
import {builtInResource, type ResourceType} from './built-in-resources.ts';

interface ApiResourceList {
  readonly resources?: readonly {readonly name: string; readonly kind: string; readonly namespaced: boolean}[];
}

/** Finds the URL path of kinds: those of Kubernetes from a table, others by asking the server, once for each API version. */
export class ResourcePaths {
  readonly #discover: (path: string, signal: AbortSignal) => Promise<unknown>;
  readonly #found = new Map<string, ResourceType>();

  /** `discover` gets a path as JSON. */
  constructor(discover: (path: string, signal: AbortSignal) => Promise<unknown>) {
    this.#discover = discover;
  }

  /** Path of a list of objects, or of one. @throws KubeApiError with status 404 for a kind that the server does not know. */
  async pathOf(
    target: KindRef & {readonly namespace?: string; readonly name?: string; readonly subresource?: string},
    signal: AbortSignal,
  ): Promise<string> {
    const {plural, namespaced} = await this.#resource(target, signal);
    const {namespace, name, subresource} = target;
    const parts = [
      apiRoot(target.apiVersion),
      ...(namespaced && namespace !== undefined ? ['namespaces', encodeURIComponent(namespace)] : []),
      plural,
      ...(name === undefined ? [] : [encodeURIComponent(name)]),
      ...(subresource === undefined ? [] : [subresource]),
    ];
    return parts.join('/');
  }

  /** Whether objects of the kind are in namespaces. */
  async isNamespaced(kind: KindRef, signal: AbortSignal): Promise<boolean> {
    return (await this.#resource(kind, signal)).namespaced;
  }

  async #resource({apiVersion, kind}: KindRef, signal: AbortSignal): Promise<ResourceType> {
    const key = `${apiVersion} ${kind}`;
    const known = builtInResource(apiVersion, kind) ?? this.#found.get(key);
    if (known) return known;
    const {resources = []} = (await this.#discover(apiRoot(apiVersion), signal).catch(emptyWhenMissing)) as ApiResourceList;
    for (const {name, kind: other, namespaced} of resources) {
      if (!name.includes('/')) this.#found.set(`${apiVersion} ${other}`, {plural: name, namespaced});
    }
    const found = this.#found.get(key);
    if (!found) throw new KubeApiError(`The Kubernetes API server knows no kind "${kind}" in ${apiVersion}.`, 404, 'NotFound');
    return found;
  }
}

function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function emptyWhenMissing(error: unknown): ApiResourceList {
  if (!isKubeApiError(error, 404)) throw error;
  return {};
}
