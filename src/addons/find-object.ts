import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import {isKubeApiError} from '../kube/kube-api-error.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import {inNamespace} from './addon-record.ts';

/** The object of a record; undefined when there is none, or when its kind is not known (any more). */
export async function findObject(ref: ObjectRef, api: Pick<KubeApi, 'get'>, signal: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await api.get(inNamespace(ref), {signal});
  } catch (error) {
    if (isKubeApiError(error, 404)) return undefined;
    throw error;
  }
}
