import {checkProfiles} from '../../apparmor/cluster/check-profiles.ts';
import {type AppArmorNeed, checkAppArmor} from '../../apparmor/cluster/check-start.ts';
import {allOf} from '../../async/all-of.ts';
import {endCordons} from '../nodes/cordon.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import {networkName} from '../plan/names.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import {ensureLocalRegistry} from '../registry/ensure-local-registry.ts';
import {warnOfRegistryNetworks} from '../registry/warn-of-registry-networks.ts';
import {joinNetwork} from '../remote/join-network.ts';
import {remoteNote} from '../remote/publish-address.ts';
import {removeSchedule} from '../scheduled-stop/schedule-stop.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {readCluster} from '../state/cluster-state.ts';
import {applyManifestTexts} from '../system/apply-manifest-texts.ts';
import {setNetworkPolicy} from '../system/set-network-policy.ts';
import {upgradeNodes} from '../upgrade/upgrade-nodes.ts';
import {outdatedNodes} from '../upgrade/versions.ts';
import {checkControlPlanes} from './check-control-planes.ts';
import {checkEffects} from './check-effects.ts';
import {type Converged, type ConvergeInput, converge} from './converge.ts';
import {ensureNetwork} from './ensure-network.ts';
import {findLostNodes} from './find-lost-nodes.ts';
import {likelyPlan} from './likely-plan.ts';
import {nodesFromBefore, possibleWaits} from './possible-waits.ts';
import {prepareHost} from './prepare-host.ts';
import {type Explicit, reconcileSpec} from './reconcile-spec.ts';
import {disposableApi, type ImageSource, type StartDeps} from './start-deps.ts';
import {type WaitFor, waitForCluster} from './wait-for-cluster.ts';

export interface StartInput {
  /** What the user asks for; for a cluster that exists it is compared with what it is. */
  readonly spec: ClusterSpec;
  readonly explicit: Explicit;
  /** Names of the flags on the command line. */
  readonly given?: ReadonlySet<string>;
  readonly wait: readonly WaitFor[];
  /** Milliseconds. */
  readonly waitTimeoutMs: number;
  readonly imageSource: ImageSource;
  readonly keepContext: boolean;
  /** What to do where the kernel has no AppArmor, and the specification has profiles. */
  readonly apparmor: AppArmorNeed;
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
 * @throws AppError E_LOCKED, E_CONFIG, E_APPARMOR_PROFILE, E_SUBNET, E_PORT, E_MEMORY, E_CPUS, E_DISK, E_ENGINE_UNSUPPORTED, E_TIMEOUT, or of engine, image build, node and API.
 */
export async function startCluster(input: StartInput, deps: StartDeps): Promise<StartedCluster> {
  const {engine, paths, progress} = deps;
  const {name} = input.spec;
  deps.checkKubeconfig(name);
  await using lock = await lockCluster(name, {paths, signal: deps.signal, progress, timeoutMs: 60_000});
  const {signal} = lock;
  const [state, info] = await Promise.all([readCluster(engine, name, {signal}), engine.info({signal})]);
  if (state?.stopAt && (await removeSchedule(name, engine, signal))) progress.note('The stop that was scheduled is cancelled.');
  const wanted = reconcileSpec(input.spec, input.explicit, state, progress, input.given);
  warnOfRegistryNetworks(wanted, progress);
  await checkAppArmor({spec: wanted, need: input.apparmor, exists: state !== undefined, info}, engine, progress);
  if (!state) {
    checkEffects(wanted);
    likelyPlan(wanted);
  }
  const {image, facts} = await prepareHost(wanted, state, info, input, {...deps, signal});
  if (!state?.complete) await checkProfiles(wanted, image.id, {...deps, signal});
  const network = {engine, paths, signal, progress, routes: facts.routes, portsInUse: facts.portsInUse};
  const spec = {...(await ensureNetwork(wanted, state, network)), kubernetesVersion: wanted.kubernetesVersion};
  await joinNetwork(networkName(name), {engine, progress, signal});
  const nodes = state?.complete ? state.nodes : numberNodes(name, spec.nodes);
  checkControlPlanes(name, state, nodes);
  await ensureLocalRegistry(spec, {...deps, signal});
  const {plan, started, entry} = await convergeAndUpgrade(
    {spec, nodes, state, image, facts, timeoutMs: input.waitTimeoutMs, tunnel: wantedTunnel(input, spec)},
    {...deps, signal},
  );
  using api = disposableApi(deps.kubeApi(entry));
  if (state) await endCordons(api.api, signal);
  if (state && input.explicit.has('networkPolicy'))
    await setNetworkPolicy(input.spec.networking.networkPolicy, plan, image.contents, api.api, signal);
  const names = plan.nodes.map((node) => node.name);
  const known = state ? await nodesFromBefore(spec, api.api, signal) : [];
  const wait = possibleWaits(input.wait, spec, progress, known);
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

/** What was said now counts more than what was said when the cluster was made, or it has one that somebody else has started. */
const wantedTunnel = ({spec, explicit}: StartInput, {tunnel}: ClusterSpec): boolean | undefined =>
  explicit.has('tunnel') ? spec.tunnel : tunnel || undefined;

/** Everything as it is, and then, where nodes are of an older version than they shall be, one after the other anew. */
async function convergeAndUpgrade(input: ConvergeInput, deps: StartDeps): Promise<Converged> {
  const converged = await convergeAll(input, deps);
  const {state, spec} = input;
  if (!state) return converged;
  // A cluster that has been upgraded may have been interrupted at the very end of it, when no node was outdated any more.
  const isUpgrade =
    outdatedNodes(state, spec.kubernetesVersion).length > 0 || (state.firstVersion ?? spec.kubernetesVersion) !== spec.kubernetesVersion;
  return isUpgrade && state.complete ? upgradeNodes(input, converged, deps) : converged;
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
