import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {Service} from '../../kube/service-types.ts';
import {hintFor} from './hint-for.ts';

const kind = {apiVersion: 'v1', kind: 'Service'} as const;

export interface FindOptions {
  readonly cluster: string;
  readonly api: KubeApi;
  readonly signal: AbortSignal;
}

/** The Services of these names. @throws AppError E_SERVICE_NOT_FOUND. */
export function findServices(namespace: string, names: readonly string[], {cluster, api, signal}: FindOptions): Promise<Service[]> {
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const found = await api.get<Service>({...kind, namespace, name}, {signal});
      return found ?? Promise.reject(await notFound(namespace, name, {cluster, api, signal}));
    }),
  );
}

/** All Services of a namespace, or of all namespaces, by name. */
export async function allServices(namespace: string | undefined, {api, signal}: FindOptions): Promise<readonly Service[]> {
  const {items} = await api.list<Service>({...kind, ...(namespace === undefined ? {} : {namespace})}, {signal});
  return items;
}

/** Those that `--all` means: the API server, which every cluster has in the namespace default, is none of the user's. */
export const isOwn = ({metadata: {namespace, name}}: Service): boolean => !(namespace === 'default' && name === 'kubernetes');

async function notFound(namespace: string, name: string, {cluster, api, signal}: FindOptions): Promise<AppError> {
  const {items} = await api.list<Service>({...kind, fieldSelector: `metadata.name=${name}`}, {signal});
  const elsewhere = items.map(({metadata}) => hintFor(cluster, 'service', `${name} -n ${metadata.namespace}`));
  return new AppError('E_SERVICE_NOT_FOUND', `Service '${name}' was not found in '${namespace}' namespace.`, {
    hints: [
      ...(elsewhere.length > 0 ? elsewhere : [hintFor(cluster, 'service', `${name} -n NAMESPACE`)]),
      hintFor(cluster, 'service list'),
    ],
  });
}
