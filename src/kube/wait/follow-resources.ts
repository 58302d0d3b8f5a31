import {setTimeout as delay} from 'node:timers/promises';
import type {KubeApi, ListQuery} from '../kube-api.ts';
import {isKubeApiError, isTemporary, type KubeApiError} from '../kube-api-error.ts';
import type {KubeObject} from '../kube-types.ts';

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Told of every failure that is overcome by trying again. */
  readonly onTrouble?: (error: KubeApiError) => void;
}

/** Milliseconds between attempts while the server fails; doubled each time. */
const firstPauseMs = 50;
const longestPauseMs = 1000;

/**
 * The objects that a query matches: all of them at once, and all again after every change. Lists, watches, watches on where the server ended a
 * watch, lists again where it has forgotten the place, and tries again where it does not answer. Never ends by itself.
 * @throws KubeApiError for what will not mend, such as wrong credentials; the signal's reason.
 */
export async function* followResources<T extends KubeObject>(
  api: KubeApi,
  query: ListQuery,
  {signal, onTrouble}: FollowOptions,
): AsyncGenerator<readonly T[]> {
  let pauseMs = firstPauseMs;
  for (;;) {
    try {
      for await (const objects of listAndWatch<T>(api, query, signal)) {
        pauseMs = firstPauseMs;
        yield objects;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isKubeApiError(error) || !isTemporary(error)) throw error;
      if (error.status === 410) continue;
      onTrouble?.(error);
      await delay(pauseMs, undefined, {signal});
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }
}

async function* listAndWatch<T extends KubeObject>(api: KubeApi, query: ListQuery, signal: AbortSignal): AsyncGenerator<readonly T[]> {
  const {items, resourceVersion: listed} = await api.list<T>(query, {signal});
  const objects = new Map(items.map((item) => [keyOf(item), item]));
  yield [...objects.values()];
  let resourceVersion = listed;
  for (;;) {
    const from = resourceVersion;
    for await (const {type, object} of api.watch<T>({...query, resourceVersion}, {signal})) {
      resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
      if (type === 'BOOKMARK') continue;
      if (type === 'DELETED') objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      yield [...objects.values()];
    }
    signal.throwIfAborted();
    // A server that ends watches at once, for it is just going down, must not be asked without pause.
    if (resourceVersion === from) await delay(firstPauseMs, undefined, {signal});
  }
}

function keyOf({metadata: {namespace = '', name}}: KubeObject): string {
  return `${namespace}/${name}`;
}
