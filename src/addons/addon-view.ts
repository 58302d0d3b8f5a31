import {type ClusterApiDeps, openClusterApi} from '../cluster/access/open-cluster-api.ts';
import {requireSpec} from '../cluster/kubeconfig/require-spec.ts';
import {spareAddresses} from '../cluster/plan/addresses.ts';
import {requireCluster} from '../cluster/state/cluster-state.ts';
import type {KubeApi} from '../kube/kube-api.ts';
import type {ClusterFacts} from './addon-options.ts';
import {type PortPublisher, portPublisher} from './addon-ports.ts';
import {type AddonImageDeps, bringAddonImages} from './bring-addon-images.ts';
import {addonManager} from './take-over.ts';

export type AddonDeps = ClusterApiDeps & AddonImageDeps;

/** A cluster as far as its addons are concerned. Dispose of it. */
export interface AddonView extends Disposable {
  readonly api: KubeApi;
  readonly ports: PortPublisher;
  readonly facts: ClusterFacts;
  bringImages(components: readonly string[], references: readonly string[]): Promise<void>;
}

/** @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_API. */
export async function openAddonView(cluster: string, deps: AddonDeps): Promise<AddonView> {
  const state = await requireCluster(deps.engine, cluster, deps);
  const {kubernetesVersion, networking} = requireSpec(state);
  const api = await openClusterApi(state, deps);
  return {
    api: api.as(addonManager),
    facts: {spareAddresses: spareAddresses(networking.subnet)},
    ports: portPublisher(cluster, deps),
    bringImages: (components, references) => bringAddonImages({components, references}, kubernetesVersion, state, deps),
    [Symbol.dispose]: () => api.close(),
  };
}
