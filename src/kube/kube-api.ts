import type {Duplex} from 'node:stream';
import type {KubeObject} from './kube-types.ts';

/** Options that every call takes. */
export interface KubeCallOptions {
  readonly signal: AbortSignal;
}

/** A sort of objects, such as `{apiVersion: 'apps/v1', kind: 'Deployment'}`. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One object. */
export interface ObjectRef extends KindRef {
  readonly name: string;
  /** Left out for objects of the whole cluster. */
  readonly namespace?: string;
}

/** Objects of one kind: all of them, those of a namespace, or those that selectors match. */
export interface ListQuery extends KindRef {
  readonly namespace?: string;
  /** `app=web,tier!=cache` */
  readonly labelSelector?: string;
  /** `metadata.name=default` */
  readonly fieldSelector?: string;
}

export interface ObjectList<T> {
  readonly items: readonly T[];
  /** Where a watch goes on. */
  readonly resourceVersion: string;
}

export type WatchEvent<T> =
  | {readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T}
  | {readonly type: 'BOOKMARK'; readonly object: KubeObject};

/** A subresource such as `status`, `scale` or `eviction`. */
export interface SubresourceOption {
  readonly subresource?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  /** The object itself goes last, after all that it owns. */
  readonly foreground?: boolean;
}

/**
 * Port to a Kubernetes API server. All calls throw KubeApiError (an AppError with the id E_API) with the server's own message and status,
 * or with status 0 when no server answers. The type parameters say what the caller expects of the server; nothing checks it.
 */
export interface KubeApi {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  get<T extends KubeObject = KubeObject>(ref: ObjectRef, options: KubeCallOptions): Promise<T | undefined>;
  list<T extends KubeObject = KubeObject>(query: ListQuery, options: KubeCallOptions): Promise<ObjectList<T>>;
  /** @throws KubeApiError with status 409 when the object exists. */
  create<T extends KubeObject = KubeObject>(object: KubeObject, options: KubeCallOptions & SubresourceOption): Promise<T>;
  /** Server-side apply; fields of other managers are taken over. */
  apply<T extends KubeObject = KubeObject>(object: KubeObject, options: KubeCallOptions & SubresourceOption): Promise<T>;
  /** `merge` unless told: a field that is null is removed; for `json` the patch is a list of operations. */
  patch<T extends KubeObject = KubeObject>(
    ref: ObjectRef,
    patch: object,
    options: KubeCallOptions & SubresourceOption & {readonly type?: 'merge' | 'strategic' | 'json'},
  ): Promise<T>;
  /** Says whether there was anything to delete. Waits for nothing. */
  delete(ref: ObjectRef, options: KubeCallOptions & DeleteOptions): Promise<boolean>;
  /** One watch request: ends when the server ends it; see followResources for one that goes on. A version that is too old is status 410. */
  watch<T extends KubeObject = KubeObject>(
    query: ListQuery & {readonly resourceVersion?: string},
    options: KubeCallOptions,
  ): AsyncIterable<WatchEvent<T>>;
  /** The same server for another field manager than `flotilla`. It ends with this one. */
  as(fieldManager: string): KubeApi;
  /** Whether `/readyz` says ok; false also when no server answers. */
  readyz(options: KubeCallOptions): Promise<boolean>;
  /** The body of a GET of any path, such as `/readyz?verbose` or a pod's log. */
  getText(path: string, options: KubeCallOptions): Promise<string>;
  /** A connection to a TCP port of a pod that runs, through the API server. Its end is passed on, half an end is not. */
  portForward(pod: {readonly namespace: string; readonly name: string}, port: number, options: KubeCallOptions): Promise<Duplex>;
  /** Ends kept connections. */
  close(): void;
}
