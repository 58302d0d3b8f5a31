import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {type AdminEntryDeps, adminEntry} from '../kubeconfig/admin-entry.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {nodeAddress} from '../plan/addresses.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort} from '../plan/names.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {expectedNodes, findNode} from './find-node.ts';
import {type EntryState, type HostState, hostState, type NodeStatus, statusLike} from './node-status.ts';
import {probeApiServer} from './probe-api-server.ts';
import {isTimeout, probeHost} from './probe-host.ts';

/** Milliseconds after which whatever has not answered counts as broken. */
const patienceMs = 5000;

export interface StatusDeps extends AdminEntryDeps {
  readonly engine: Engine;
  readonly kubeconfig: UserKubeconfig;
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
  const state = await requireCluster(deps.engine, cluster, deps);
  const nodes = node === undefined ? expectedNodes(state) : [findNode(state, node)];
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(patienceMs)]);
  const cautious = {...deps, signal};
  const statuses = await mapConcurrent(nodes, {signal: deps.signal}, (one) => nodeStatus(state, one, cautious));
  return {kubernetesVersion: state.spec?.kubernetesVersion ?? '', nodes: statuses};
}

async function nodeStatus(state: ClusterState, node: NodeState, deps: StatusDeps): Promise<NodeStatus> {
  const {name} = node;
  const worker = node.spec.role === 'worker';
  const host = hostState(node.container);
  if (host === 'Paused' && !worker) return {...statusLike(name, worker, host), kubeconfig: entryState(state, deps)};
  if (host !== 'Running') return statusLike(name, worker, host);
  const [probe, apiServer] = await Promise.all([
    probeHost(deps.shellOf(name), deps.signal),
    worker ? ('Irrelevant' as const) : apiServerState(state, node, deps),
  ]);
  return {name, worker, ...probe, apiServer, kubeconfig: worker ? 'Irrelevant' : entryState(state, deps)};
}

function entryState({name, spec}: ClusterState, {kubeconfig}: StatusDeps): EntryState {
  try {
    return spec ? kubeconfig.status(name, apiServerUrl(spec)) : 'Misconfigured';
  } catch (error) {
    if (isAppError(error, 'E_KUBECONFIG')) return 'Misconfigured';
    throw error;
  }
}

/** With the credentials that the user has, which are at hand; where they are missing or do not fit, with those of the node. */
async function apiServerState(state: ClusterState, node: NodeState, deps: StatusDeps): Promise<HostState> {
  const {spec} = state;
  if (!spec) return 'Error';
  const connect = directAddress(spec, node, deps.engine);
  const probe = (entry: KubeconfigEntry) => probeApiServer(deps.kubeApi(entry, connect), deps.signal);
  const ready = entryState(state, deps) === 'Configured' ? deps.kubeconfig.read(state.name) : undefined;
  try {
    return (ready && (await probe(ready))) ?? (await probe(await adminEntry(state, 'published', deps))) ?? 'Error';
  } catch (error) {
    if (isAppError(error) || isTimeout(error)) return 'Error';
    throw error;
  }
}

/** The first control plane is behind the published port; others are asked at their own address, where this machine can reach it. */
function directAddress(spec: DecidedSpec, {index}: NodeState, {endpoint}: Engine) {
  if (index === 0 || !endpoint.isLocal) return undefined;
  return {host: nodeAddress(spec.networking.subnet, index), port: apiServerPort};
}
