import {allOf} from '../../async/all-of.ts';
import type {Engine, EngineInfo} from '../../engine/engine.ts';
import type {HostFacts} from '../../engine/host-facts.ts';
import type {BuildNodeImageInput} from '../../images/node-image/build-node-image.ts';
import {findNodeImage, type NodeImage, nodeImageReference} from '../../images/node-image/node-image.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {checkHostPaths} from '../mounts/check-host-paths.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import {ensureLocalRegistry, type LocalRegistryDeps} from '../registry/ensure-local-registry.ts';
import {warnOfRegistryNetworks} from '../registry/warn-of-registry-networks.ts';
import {remoteNote} from '../remote/publish-address.ts';
import {removeSchedule} from '../scheduled-stop/schedule-stop.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, readCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {applyManifestTexts} from '../system/apply-manifest-texts.ts';
import {setNetworkPolicy} from '../system/set-network-policy.ts';
import type {BringUpDeps} from './bring-up.ts';
import {checkControlPlanes} from './check-control-planes.ts';
import {checkEngine, checkNetworkName} from './check-engine.ts';
import {type Converged, type ConvergeInput, converge} from './converge.ts';
import {ensureNetwork} from './ensure-network.ts';
import {findLostNodes} from './find-lost-nodes.ts';
import {likelyPlan} from './likely-plan.ts';
import {possibleWaits} from './possible-waits.ts';
import {preflight} from './preflight.ts';
import {type Explicit, reconcileSpec} from './reconcile-spec.ts';
import {type WaitFor, waitForCluster} from './wait-for-cluster.ts';

export type ImageSource = Omit<BuildNodeImageInput, 'kubernetesVersion'>;

export interface StartInput {
  /** What the user asks for; for a cluster that exists it is compared with what it is. */
  readonly spec: ClusterSpec;
  readonly explicit: Explicit;
  readonly wait: readonly WaitFor[];
  /** Milliseconds. */
  readonly waitTimeoutMs: number;
  readonly imageSource: ImageSource;
  readonly keepContext: boolean;
}

export interface StartDeps extends BringUpDeps, Pick<LocalRegistryDeps, 'registryImage'> {
  readonly engine: Engine;
  readonly paths: Paths;
  /** The node image of the specification; built when there is none. */
  nodeImage(spec: Pick<ClusterSpec, 'image' | 'kubernetesVersion'>, source: ImageSource): Promise<NodeImage>;
  /** Public half of the cluster's SSH key, as a line for authorized_keys; the pair is made on first use. */
  publicKey(cluster: string): Promise<string>;
  /** Refuses to go on when the user's kubeconfig could not take the cluster. @throws AppError E_KUBECONFIG. */
  checkKubeconfig(name: string): void;
  saveKubeconfig(entry: KubeconfigEntry, keepContext: boolean): Promise<string>;
}

export interface StartedCluster {
  readonly name: string;
  readonly created: boolean;
  readonly kubernetesVersion: string;
  readonly apiServer: string;
  readonly kubeconfig: string;
  readonly nodes: readonly {readonly name: string; readonly role: string; readonly address: string}[];
}

/**
 * Makes the cluster run: creates what is missing, starts what is stopped, waits for what is not ready. Idempotent: on a running cluster it
 * changes nothing, after an interruption at any point it finishes the job.
 * @throws AppError E_LOCKED, E_CONFIG, E_SUBNET, E_PORT, E_MEMORY, E_CPUS, E_DISK, E_ENGINE_UNSUPPORTED, E_TIMEOUT, or of engine, image build, node and API.
 */
export async function startCluster(input: StartInput, deps: StartDeps): Promise<StartedCluster> {
  const {engine, paths, progress} = deps;
  const {name} = input.spec;
  deps.checkKubeconfig(name);
  await using lock = await lockCluster(name, {paths, signal: deps.signal, progress, timeoutMs: 60_000});
  const {signal} = lock;
  const [state, info] = await Promise.all([readCluster(engine, name, {signal}), engine.info({signal})]);
  if (state?.stopAt && (await removeSchedule(name, engine, signal))) progress.note('The stop that was scheduled is cancelled.');
  const wanted = reconcileSpec(input.spec, input.explicit, state, progress);
  warnOfRegistryNetworks(wanted, progress);
  if (!state?.complete) await checkHostPaths([...wanted.mounts, ...wanted.nodes.flatMap(({mounts}) => mounts)], engine.endpoint, progress);
