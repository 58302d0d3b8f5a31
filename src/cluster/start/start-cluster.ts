import type {Engine} from '../../engine/engine.ts';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {BuildNodeImageInput} from '../../images/node-image/build-node-image.ts';
import type {NodeImage} from '../../images/node-image/node-image.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {waitForApiServer} from '../../kube/wait/wait-for-api-server.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {parseKubeconfig} from '../../kube/kubeconfig/read-kubeconfig.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan, DecidedSpec, NodePlan} from '../plan/cluster-plan.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import {planCluster} from '../plan/plan-cluster.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, readCluster} from '../state/cluster-state.ts';
import {type Paths, privateKeyPath} from '../state/paths.ts';
import {ensureSshKey} from '../state/ssh-key.ts';
import {nodeObject, systemObjects} from '../system/system-objects.ts';
import {createResources} from './create-resources.ts';
import {type Credentials, fetchCredentials, writeWorkerFiles} from './credentials.ts';
import {ensureNetwork} from './ensure-network.ts';
import {preflight} from './preflight.ts';
import {type Explicit, reconcileSpec} from './reconcile-spec.ts';
import {type WaitFor, waitForCluster} from './wait-for-cluster.ts';

export interface StartInput {
  /** What the user asks for; for a cluster that exists it is compared with what it is. */
  readonly spec: ClusterSpec;
  readonly explicit: Explicit;
  readonly wait: readonly WaitFor[];
  /** Milliseconds. */
  readonly waitTimeoutMs: number;
  readonly imageSource: Omit<BuildNodeImageInput, 'kubernetesVersion'>;
  readonly keepContext: boolean;
}

export interface StartDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
  nodeImage(input: BuildNodeImageInput): Promise<NodeImage>;
  kubeApi(entry: KubeconfigEntry): KubeApi;
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
 * @throws AppError E_LOCKED, E_CONFIG, E_SUBNET, E_PORT, E_MEMORY, E_HOST_LIMIT, E_DISK, E_TIMEOUT, or of engine, image build, node and API.
 */
export async function startCluster(input: StartInput, deps: StartDeps): Promise<StartedCluster> {
  const {engine, paths, progress, signal} = deps;
  const {name} = input.spec;
  await using _lock = await lockCluster(name, {paths, signal, progress, timeoutMs: 60_000});
  const [state, info] = await Promise.all([readCluster(engine, name, {signal}), engine.info({signal})]);
  const wanted = reconcileSpec(input.spec, input.explicit, state, progress);
  const image = await deps.nodeImage({...input.imageSource, kubernetesVersion: wanted.kubernetesVersion});
  const facts = await engine.hostFacts({signal, probeImage: image.id});
  preflight(wanted, state, {facts, info, progress});
  const [publicKey, spec] = await Promise.all([
    ensureSshKey(privateKeyPath(paths, name), `flotilla ${name}`),
    ensureNetwork(wanted, state, {engine, paths, signal, progress, routes: facts.routes}),
  ]);
  const nodes = state?.complete ? state.nodes : numberNodes(name, spec.nodes);
  const plan = planCluster({spec, nodes, image: wanted.image ?? image.reference, facts, publicKey});
  await createResources(plan, state, {engine, progress, signal});
  const kubeconfig = await bringUp(plan, image, input, deps);
  return {
    name,
    created: state === undefined,
    kubernetesVersion: spec.kubernetesVersion,
    apiServer: apiServerUrl(spec),
    kubeconfig,
    nodes: plan.nodes.map(({name: node, role, address}) => ({name: node, role, address})),
  };
}

/** From running containers to a cluster that works. What does not depend on each other runs at the same time. */
async function bringUp(plan: ClusterPlan, image: NodeImage, input: StartInput, deps: StartDeps): Promise<string> {
  const {progress, shellOf, signal} = deps;
  const [first] = plan.nodes as [NodePlan];
  const workers = plan.nodes.filter(({role}) => role === 'worker');
  const shell = shellOf(first.name);
  const kubeadm = progress.step('Starting the control plane', () => shell.run(['/usr/local/lib/flotilla/init-control-plane'], {signal}));
  // The failure of kubeadm is reported where it is awaited; until then it must not count as unhandled.
  kubeadm.catch(() => {});
  const rest = (async () => {
    const credentials = await fetchCredentials(shell, workers, signal);
    const early = deps.kubeApi(entryOf(plan.spec, credentials.superAdmin));
    await Promise.all([waitForApiServer(early, {signal, timeoutMs: input.waitTimeoutMs}), writeWorkerFiles(workers, credentials, shellOf, signal)]);
    await Promise.all([
      mapConcurrent([...plan.nodes.map(nodeObject), ...systemObjects(plan.spec, plan.nodes, image.contents)], {signal}, (object, scope) =>
        early.apply(object, {signal: scope}),
      ),
      mapConcurrent(workers, {signal}, (worker, scope) => startKubelet(shellOf(worker.name), scope)),
    ]);
    return credentials;
  })();
  const [, credentials] = await Promise.all([kubeadm, rest]);
  const entry = entryOf(plan.spec, credentials.admin);
  const [path] = await Promise.all([deps.saveKubeconfig(entry, input.keepContext), waitForCluster(plan, input, deps.kubeApi(entry), deps)]);
  return path;
}

/** Starts the kubelet of a worker once the API server answers; earlier, its retries would back off for longer than they take. */
async function startKubelet(shell: Shell, signal: AbortSignal): Promise<void> {
  await shell.script('/usr/local/lib/flotilla/wait-booted; systemctl start kubelet', {signal});
}

/** The administrator's kubeconfig with the address under which the host reaches the API server. */
function entryOf(spec: DecidedSpec, kubeconfig: string): KubeconfigEntry {
  return {...parseKubeconfig(kubeconfig), name: spec.name, server: apiServerUrl(spec)} as KubeconfigEntry;
}

export function apiServerUrl({apiServer}: DecidedSpec): string {
  const address = apiServer.address === '0.0.0.0' ? '127.0.0.1' : apiServer.address;
  return `https://${address}:${apiServer.port}`;
}

export type {ClusterState, Credentials};
