import {mapConcurrent} from '../async/map-concurrent.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import {addonLabel} from './addon-label.ts';
import {refOf, sameRef} from './addon-record.ts';
import {findObject} from './find-object.ts';

/** Of the objects that an addon is about to make, those that somebody else has made: they are neither changed nor ever removed. */
export async function foreignObjects(
  objects: readonly KubeObject[],
  recorded: readonly ObjectRef[],
  api: KubeApi,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const unknown = objects.filter((object) => !recorded.some((ref) => sameRef(ref, refOf(object))));
  const found = await mapConcurrent(unknown, {signal, limit: 8}, async (object, within) => {
    const existing = await findObject(refOf(object), api, within);
    return existing !== undefined && existing.metadata.labels?.[addonLabel] === undefined;
  });
  return unknown.filter((_, index) => found[index]);
}
