import {mapConcurrent} from '../async/map-concurrent.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import {addonLabel} from './addon-label.ts';
import {findObject} from './find-object.ts';

/** Of recorded objects, those that are there and still an addon's: one that somebody has made anew under the same name lacks the label. */
export async function stillOurs(refs: readonly ObjectRef[], api: KubeApi, signal: AbortSignal): Promise<readonly ObjectRef[]> {
  const found = await mapConcurrent(refs, {signal, limit: 8}, (ref, within) => findObject(ref, api, within));
  return refs.filter((_, index) => found[index]?.metadata.labels?.[addonLabel] !== undefined);
}
