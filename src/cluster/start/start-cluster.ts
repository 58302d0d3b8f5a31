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
  if (!state) likelyPlan(wanted);
  const {image, facts} = await prepareHost(wanted, state, info, input, {...deps, signal});
  const spec = await ensureNetwork(wanted, state, {engine, paths, signal, progress, routes: facts.routes, portsInUse: facts.portsInUse});
  const nodes = state?.complete ? state.nodes : numberNodes(name, spec.nodes);
  checkControlPlanes(name, state, nodes);
  await ensureLocalRegistry(spec, {...deps, signal});
  const {plan, started, entry} = await convergeAll({spec, nodes, state, image, facts, timeoutMs: input.waitTimeoutMs}, {...deps, signal});
  using api = disposableApi(deps.kubeApi(entry));
  if (state && input.explicit.has('networkPolicy'))
    await setNetworkPolicy(input.spec.networking.networkPolicy, plan, image.contents, api.api, signal);
  const names = plan.nodes.map((node) => node.name);
  const wait = possibleWaits(input.wait, spec, progress);
  const [kubeconfig] = await allOf(
    signal,
    () => deps.saveKubeconfig(entry, input.keepContext),
    (scope) => applyManifestTexts(spec.manifests, api.api, {progress, signal: scope}),
    (scope) => waitForCluster({...input, wait, names, started}, api.api, {progress, signal: scope}),
  );
  const note = remoteNote(spec, engine.endpoint);
  if (note !== undefined) progress.note(note);
  return {
    name,
    created: state === undefined,
    kubernetesVersion: spec.kubernetesVersion,
    apiServer: apiServerUrl(spec),
    kubeconfig,
    nodes: plan.nodes.map(({name: node, role, address}) => ({name: node, role, address})),
  };
}

/** Everything, and then everything again with the nodes of which nothing is left but what Kubernetes knows of them. */
async function convergeAll(input: ConvergeInput, deps: StartDeps): Promise<Converged> {
  const converged = await converge(input, deps);
  if (!input.state?.complete) return converged;
  using api = disposableApi(deps.kubeApi(converged.entry));
  const lost = await findLostNodes(converged.plan, api.api, deps.signal);
  if (lost.length === 0) return converged;
  deps.progress.warn(`Nothing was left of ${lost.map(({name}) => name).join(', ')}, which Kubernetes knows: made again, without its data.`);
  const state = await readCluster(deps.engine, input.spec.name, deps);
  const again = await converge({...input, state, nodes: [...input.nodes, ...lost]}, deps);
  return {...again, started: new Map([...again.started, ...converged.started])};
}

/** Checks the host and brings the node image. What cannot work is refused before an image is built for it, where the host tells without one. */
export async function prepareHost(
  wanted: ClusterSpec,
  state: ClusterState | undefined,
  info: EngineInfo,
  {imageSource}: Pick<StartInput, 'imageSource'>,
  {engine, nodeImage, progress, signal}: StartDeps,
): Promise<{readonly image: NodeImage; readonly facts: HostFacts}> {
  checkEngine(info);
  await checkHostPaths([...wanted.mounts, ...wanted.nodes.flatMap(({mounts}) => mounts)], engine.endpoint, progress);
  await checkNetworkName(wanted.name, state, engine, signal);
  const early = await engine.hostFacts({signal, probeImage: nodeImageReference(wanted.kubernetesVersion)}).catch(() => undefined);
  signal.throwIfAborted();
  if (early) preflight(wanted, state, {facts: early, info, progress});
  const image = (await imageOfNodes(state, engine, signal)) ?? (await nodeImage(wanted, imageSource));
  const facts = early ?? (await engine.hostFacts({signal, probeImage: image.id}));
  if (!early) preflight(wanted, state, {facts, info, progress});
  return {image, facts};
}

/** The image that all nodes of a complete cluster run: they need no other, whatever this Flotilla would build today. */
async function imageOfNodes(state: ClusterState | undefined, engine: Engine, signal: AbortSignal): Promise<NodeImage | undefined> {
  const [first, ...rest] = state?.nodes.map(({container}) => container?.image) ?? [];
  if (!state?.complete || first === undefined || rest.some((image) => image !== first)) return undefined;
  return findNodeImage(engine, first, {signal});
}

export const disposableApi = (api: KubeApi): Disposable & {readonly api: KubeApi} => ({api, [Symbol.dispose]: () => api.close()});
