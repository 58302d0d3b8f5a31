import {mapConcurrent} from '../async/map-concurrent.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import {inNamespace} from './addon-record.ts';
import {findObject} from './find-object.ts';

/** The field manager of what addons make: what `start` makes has another. */
export const addonManager = 'flotilla-addons';
/** The field manager that addons had before they had one of their own. */
const formerManager = 'flotilla';

/**
 * Makes what an addon applied as another field manager the addon's own, so that fields that a newer version of it has no more go. Objects that are
 * gone, and those that are so already, stay as they are.
 */
export async function takeOver(
  refs: readonly ObjectRef[],
  {api, signal}: {readonly api: KubeApi; readonly signal: AbortSignal},
): Promise<void> {
  await mapConcurrent(refs, {signal, limit: 8}, async (ref, within) => {
    const found = await findObject(ref, api, within);
    const {managedFields = []} = found?.metadata ?? {};
    const isApplied = (by: string) => (one: (typeof managedFields)[number]) => one.manager === by && one.operation === 'Apply';
    const index = managedFields.findIndex(isApplied(formerManager));
    if (index < 0 || managedFields.some(isApplied(addonManager))) return;
    const path = `/metadata/managedFields/${index}/manager`;
    const patch = [
      {op: 'test', path, value: formerManager},
      {op: 'replace', path, value: addonManager},
    ];
    await api.patch(inNamespace(ref), patch, {signal: within, type: 'json'});
  });
}
