import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {isRemote} from '../../engine/is-remote.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {type AdminEntryDeps, adminEntry} from '../kubeconfig/admin-entry.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {gatewayAddress, nodeAddress} from '../plan/addresses.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort} from '../plan/names.ts';
import {formatGoDuration} from '../scheduled-stop/time-to-stop.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {expectedNodes, findNode} from './find-node.ts';
import {glanceAtNode} from './glance-at-node.ts';
import {type EntryState, type HostState, hostState, type NodeStatus, pausedStatus, statusLike} from './node-status.ts';
import {askForApiServer, probeApiServer} from './probe-api-server.ts';
import {type HostProbe, isTimeout, probeHost} from './probe-host.ts';
import type {Vicinity} from './vicinity.ts';

/** Milliseconds after which whatever has not answered counts as broken. */
const patienceMs = {here: 5000, remote: 15_000};

export interface StatusDeps extends AdminEntryDeps {
  readonly engine: Engine;
  readonly kubeconfig: UserKubeconfig;
  readonly vicinity: Vicinity;
  /** A client that connects where `connect` says, if it does, instead of to the server of the entry. */
  kubeApi(entry: KubeconfigEntry, connect?: {readonly host: string; readonly port: number}): KubeApi;
}

export interface ClusterStatus {
  /** With the v; empty when the specification is lost. */
  readonly kubernetesVersion: string;
  readonly nodes: readonly NodeStatus[];
}

/**
 * How every node of a cluster is, or the one asked for; all are asked at the same time.
 * @throws AppError E_CLUSTER_NOT_FOUND.
 */
export async function readStatus(cluster: string, node: string | undefined, deps: StatusDeps): Promise<ClusterStatus> {
  const [state, entry] = await Promise.all([requireCluster(deps.engine, cluster, deps), readEntry(cluster, deps.kubeconfig)]);
  const nodes = node === undefined ? expectedNodes(state) : [findNode(state, node)];
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(patienceMs[isRemote(deps.engine.endpoint) ? 'remote' : 'here'])]);
  const view = {state, entry, kubeconfig: entryState(entry, state.spec)};
  const statuses = await mapConcurrent(nodes, {signal: deps.signal}, (one) => nodeStatus(one, view, {...deps, signal}));
  const schedule = state.stopAt ? {timeToStop: formatGoDuration(state.stopAt.getTime() - Date.now())} : {};
  return {kubernetesVersion: state.spec?.kubernetesVersion ?? '', nodes: statuses.map((status) => ({...status, ...schedule}))};
}

/** What is known before any node is asked. */
interface ClusterView {
  readonly state: ClusterState;
  readonly entry: KubeconfigEntry | undefined;
  readonly kubeconfig: EntryState;
}

async function nodeStatus(node: NodeState, view: ClusterView, deps: StatusDeps): Promise<NodeStatus> {
  const {name} = node;
  const worker = node.spec.role === 'worker';
  const host = hostState(node.container);
  if (host === 'Paused') return pausedStatus(name, worker, view.kubeconfig);
  if (host !== 'Running') return statusLike(name, worker, host);
  const probe = hostProbe(node, view.state.spec, deps);
  if (worker) return {name, worker, ...(await probe), apiServer: 'Irrelevant', kubeconfig: 'Irrelevant'};
  const [own, apiServer] = await Promise.all([probe, apiServerState(node, view, deps)]);
  return {name, worker, ...own, apiServer, kubeconfig: view.kubeconfig};
}

async function hostProbe(node: NodeState, spec: DecidedSpec | undefined, deps: StatusDeps): Promise<HostProbe> {
  // A network of this machine may have the addresses of one of the engine's.
  const seen = spec && !isRemote(deps.engine.endpoint) && (await glanceAtNode(node, spec, deps.vicinity, deps.signal));
  return seen || probeHost(deps.shellOf(node.name), deps.signal);
}

/** The user's entry of the cluster. A malformed file is none: `status` is there to say so, not to fail. */
async function readEntry(cluster: string, kubeconfig: UserKubeconfig): Promise<KubeconfigEntry | undefined> {
  try {
    return kubeconfig.read(cluster);
  } catch (error) {
    if (isAppError(error, 'E_KUBECONFIG')) return undefined;
    throw error;
  }
}

function entryState(entry: KubeconfigEntry | undefined, spec: DecidedSpec | undefined): EntryState {
  if (!entry || !spec) return 'Misconfigured';
  return entry.server === apiServerUrl(spec) ? 'Configured' : 'Misconfigured';
}

/** With the credentials that the user has, which are at hand; where they are missing or do not fit, with those of the node. */
async function apiServerState(node: NodeState, {state, entry, kubeconfig}: ClusterView, deps: StatusDeps): Promise<HostState> {
  const {spec} = state;
  if (!spec) return 'Error';
  const connect = ownAddress(node, state, deps);
  if (connect === 'unreachable') return askForApiServer(deps.shellOf(node.name), deps.signal);
  const probe = (credentials: KubeconfigEntry) => probeApiServer(deps.kubeApi(credentials, connect), deps.signal);
  try {
    const first = entry && kubeconfig === 'Configured' ? await probe(entry) : undefined;
    return first ?? (await probe(await adminEntry(state, 'published', deps))) ?? 'Error';
  } catch (error) {
    if (isAppError(error) || isTimeout(error)) return 'Error';
    throw error;
  }
}

/**
 * Where this node's own API server is: behind the published port when it is the only one. Of several the port leads to any, so each is asked at its
 * own address, if this machine or the engine's can reach that.
 */
function ownAddress(node: NodeState, {nodes, spec}: ClusterState, {engine, vicinity}: StatusDeps) {
  if (!spec || controlPlanesOf(nodes).length === 1) return undefined;
  const {subnet} = spec.networking;
  if (!isRemote(engine.endpoint) && !vicinity.hasAddress(gatewayAddress(subnet))) return 'unreachable';
  return {host: nodeAddress(subnet, node.index), port: apiServerPort};
}
