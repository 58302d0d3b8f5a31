import {isRemote} from '../../engine/is-remote.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {Progress} from '../../progress/progress.ts';
import {type ClusterApiDeps, openClusterApi} from '../access/open-cluster-api.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import {kubernetesAddresses} from '../plan/addresses.ts';
import type {Door} from '../remote/door.ts';
import {type ReachDeps, reachesNodes} from '../remote/reaches-nodes.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {StatusDeps} from '../status/read-status.ts';
import type {WayFacts} from './choose-way.ts';
import type {NameDeps} from './local-names.ts';

export interface ServiceViewDeps extends ClusterApiDeps, ReachDeps, NameDeps {
  readonly engine: StatusDeps['engine'];
  /** A way into a cluster's network. */
  door(cluster: string): Door;
}

/** A cluster as far as its Services are concerned. Dispose of it: that closes all connections. */
export interface ServiceView extends AsyncDisposable, WayFacts {
  readonly cluster: string;
  readonly api: KubeApi;
  readonly door: Door;
  /** Whether this machine reaches the nodes at their own addresses. */
  readonly reaches: boolean;
  /** Whether the engine publishes ports on this machine, though its nodes cannot be reached. */
  readonly publishesHere: boolean;
  readonly names: NameDeps;
  readonly vicinity: ReachDeps['vicinity'];
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Looks at a cluster that runs. With `localPorts` nothing counts as reachable but through ports of this machine.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_API.
 */
export async function openServiceView(
  cluster: string,
  {localPorts}: {readonly localPorts: boolean},
  deps: ServiceViewDeps,
): Promise<ServiceView> {
  const {engine, progress, signal} = deps;
  const state = await requireCluster(engine, cluster, {signal});
  const {networking} = requireSpec(state);
  const running = state.nodes.filter(({container}) => container?.state === 'running');
  const [api, reaches] = await Promise.all([openClusterApi(state, deps), reachesNodes(networking.subnet, running, deps)]);
  const controlPlanesFirst = running.toSorted((a, b) => Number(b.spec.role === 'control-plane') - Number(a.spec.role === 'control-plane'));
  const door = deps.door(cluster);
  return {
    cluster,
    api,
    door,
    nodes: controlPlanesFirst.map(({name, index}) => ({name, addresses: kubernetesAddresses(networking, index)})),
    direct: reaches && !localPorts,
    reaches,
    publishesHere: !isRemote(engine.endpoint),
    names: deps,
    vicinity: deps.vicinity,
    progress,
    signal,
    async [Symbol.asyncDispose]() {
      api.close();
      await door[Symbol.asyncDispose]();
    },
  };
}
