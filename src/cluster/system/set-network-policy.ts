import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {ClusterPlan} from '../plan/cluster-plan.ts';
import {apiEnvironment} from './api-environment.ts';
import {applyObject} from './apply-object.ts';
import {networkPolicyObjects} from './network-policy.ts';
import {networkPolicyImages} from './system-objects.ts';

/**
 * Makes a cluster that exists enforce NetworkPolicy, or no more.
 * @throws AppError E_IMAGE_NOT_FOUND when its nodes were made of an image without the program.
 */
export async function setNetworkPolicy(
  enforced: boolean,
  plan: ClusterPlan,
  contents: readonly string[],
  api: KubeApi,
  signal: AbortSignal,
): Promise<void> {
  const objects = networkPolicyObjects(apiEnvironment(plan.access), enforced ? networkPolicyImages(contents) : {program: '', helper: ''});
  await mapConcurrent(objects, {signal}, async (object, scope) => {
    const {apiVersion, kind, metadata} = object;
    if (enforced) await applyObject(object, api, scope);
    else await api.delete({apiVersion, kind, ...metadata}, {signal: scope});
  });
}
