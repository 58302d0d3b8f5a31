import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {isRemote} from '../../engine/is-remote.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {gatewayAddress, nodeAddress} from '../plan/addresses.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort} from '../plan/names.ts';
import {formatGoDuration} from '../scheduled-stop/time-to-stop.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {type ApiServerDeps, apiServerState, type ClusterView, clusterView, patientSignal} from './api-server-state.ts';
import {expectedNodes, findNode} from './find-node.ts';
import {glanceAtNode} from './glance-at-node.ts';
import {type HostState, hostState, type NodeStatus, pausedStatus, statusLike} from './node-status.ts';
import {askForApiServer} from './probe-api-server.ts';
import {type HostProbe, probeHost} from './probe-host.ts';
import type {Vicinity} from './vicinity.ts';

export interface StatusDeps extends ApiServerDeps {
  readonly engine: Engine;
  readonly kubeconfig: UserKubeconfig;
  readonly vicinity: Vicinity;
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
  const signal = patientSignal(deps.engine, deps.signal);
  const view = clusterView(state, deps.kubeconfig);
  const statuses = await mapConcurrent(nodes, {signal: deps.signal}, (one) => nodeStatus(one, view, {...deps, signal}));
  const schedule = state.stopAt ? {timeToStop: formatGoDuration(state.stopAt.getTime() - Date.now())} : {};
  return {kubernetesVersion: state.spec?.kubernetesVersion ?? '', nodes: statuses.map((status) => ({...status, ...schedule}))};
}

async function nodeStatus(node: NodeState, view: ClusterView, deps: StatusDeps): Promise<NodeStatus> {
  const {name} = node;
  const worker = node.spec.role === 'worker';
  const host = hostState(node.container);
  if (host === 'Paused') return pausedStatus(name, worker, view.kubeconfig);
  if (host !== 'Running') return statusLike(name, worker, host);
  const probe = hostProbe(node, view.state.spec, deps);
  if (worker) return {name, worker, ...(await probe), apiServer: 'Irrelevant', kubeconfig: 'Irrelevant'};
  const [own, apiServer] = await Promise.all([probe, apiServerOf(node, view, deps)]);
  return {name, worker, ...own, apiServer, kubeconfig: view.kubeconfig};
}

async function hostProbe(node: NodeState, spec: DecidedSpec | undefined, deps: StatusDeps): Promise<HostProbe> {
  // A network of this machine may have the addresses of one of the engine's.
  const seen = spec && !isRemote(deps.engine.endpoint) && (await glanceAtNode(node, spec, deps.vicinity, deps.signal));
  return seen || probeHost(deps.shellOf(node.name), deps.signal);
}

function apiServerOf(node: NodeState, view: ClusterView, deps: StatusDeps): Promise<HostState> {
  const connect = ownAddress(node, view.state, deps);
  return connect === 'unreachable' ? askForApiServer(deps.shellOf(node.name), deps.signal) : apiServerState(view, connect, deps);
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
