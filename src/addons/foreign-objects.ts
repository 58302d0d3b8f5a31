import {mapConcurrent} from '../async/map-concurrent.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import {isKubeApiError} from '../kube/kube-api-error.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import {addonLabel} from './addon-label.ts';
import {inNamespace, refOf, sameRef} from './addon-record.ts';

/** Of the objects that an addon is about to make, those that somebody else has made: they are neither changed nor ever removed. */
export async function foreignObjects(
  objects: readonly KubeObject[],
  recorded: readonly ObjectRef[],
  api: KubeApi,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const unknown = objects.filter((object) => !recorded.some((ref) => sameRef(ref, refOf(object))));
  const found = await mapConcurrent(unknown, {signal, limit: 8}, async (object, within) => {
    const existing = await api.get(inNamespace(refOf(object)), {signal: within}).catch(nothingOfUnknownKind);
    return existing !== undefined && existing.metadata.labels?.[addonLabel] === undefined;
  });
  return unknown.filter((_, index) => found[index]);
}

/** A kind that the addon itself defines has no objects yet. */
function nothingOfUnknownKind(error: unknown): undefined {
  if (isKubeApiError(error, 404)) return undefined;
  throw error;
}
