import {allOf} from '../../async/all-of.ts';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {applyManifests} from '../../kube/manifests/apply-manifests.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {ClusterPlan} from '../plan/cluster-plan.ts';
import {applyObject} from './apply-object.ts';
import {localRegistryObjects} from './local-registry-hosting.ts';
import {systemObjects} from './system-objects.ts';

/** Applied last: while it is missing, the rest may be incomplete. */
const marker: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'flotilla', namespace: 'kube-system'},
  data: {system: 'applied'},
};

/** Applies kube-proxy, DNS, storage and a network that the user brings, once: afterwards they are the user's to change, and a later `start` leaves them alone. */
export async function applySystem(plan: ClusterPlan, contents: readonly string[], api: KubeApi, signal: AbortSignal): Promise<void> {
  if (await api.get({apiVersion: 'v1', kind: 'ConfigMap', name: 'flotilla', namespace: 'kube-system'}, {signal})) return;
  const {cni} = plan.spec.networking;
  await allOf(
    signal,
    (inner) => mapConcurrent(systemObjects(plan, contents), {signal: inner}, (object, scope) => applyObject(object, api, scope)),
    async (inner: AbortSignal) => {
      for (const object of localRegistryObjects(plan.spec)) await applyObject(object, api, inner);
    },
    async (inner: AbortSignal) => {
      if (cni !== 'default' && cni !== 'none') await applyManifests(api, cni, {signal: inner, source: 'of the network'});
    },
  );
  await api.apply(marker, {signal});
}
