import type {KubeApi, ObjectRef} from '../../kube/kube-api.ts';
import {isKubeApiError} from '../../kube/kube-api-error.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';

interface IpAddress extends KubeObject {
  readonly spec: {readonly parentRef: {readonly resource: string; readonly namespace?: string; readonly name: string}};
}

/**
 * Applies an object. A Service whose fixed address is allocated to itself although it does not exist gets it: an API server whose client was
 * killed in the middle of a request leaves the address like that, and frees it only after a minute (seen when `start` was killed).
 */
export async function applyObject(object: Manifest, api: KubeApi, signal: AbortSignal): Promise<void> {
  try {
    await api.apply(object, {signal});
  } catch (error) {
    const orphan = isKubeApiError(error, 422) ? await orphanedAddress(object, api, signal) : undefined;
    if (!orphan) throw error;
    await api.delete(orphan, {signal});
    await api.apply(object, {signal});
  }
}

/** The allocation of a Service's address, if it says that it is this Service's. */
async function orphanedAddress(object: Manifest, api: KubeApi, signal: AbortSignal): Promise<ObjectRef | undefined> {
  const {kind, metadata} = object;
  const {clusterIP} = (object['spec'] ?? {}) as {readonly clusterIP?: string};
  if (kind !== 'Service' || clusterIP === undefined) return undefined;
  const ref = {apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', name: clusterIP};
  const {resource, namespace, name} = (await api.get<IpAddress>(ref, {signal}))?.spec.parentRef ?? {};
  return resource === 'services' && namespace === metadata.namespace && name === metadata.name ? ref : undefined;
}
