import type {KubeNode} from '../../kube/kube-types.ts';
import {adminEntry} from '../kubeconfig/admin-entry.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import type {NodePlan, NumberedNode} from '../plan/cluster-plan.ts';
import {numberAddedNodes} from '../plan/number-added-nodes.ts';
import {type NodeFlags, readNodeSpec} from '../spec/read-node-spec.ts';
import {converge} from '../start/converge.ts';
import {lostNodes} from '../start/find-lost-nodes.ts';
import {nodesFromBefore, possibleWaits} from '../start/possible-waits.ts';
import {prepareHost} from '../start/prepare-host.ts';
import {disposableApi, type ImageSource, type StartDeps} from '../start/start-deps.ts';
import {waitForCluster} from '../start/wait-for-cluster.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, requireCluster} from '../state/cluster-state.ts';
import {requireStarted, runningNodes} from './running.ts';

export interface AddNodesInput {
  readonly cluster: string;
  readonly node: NodeFlags;
  readonly count: number;
  readonly waitTimeoutMs: number;
  readonly imageSource: ImageSource;
}

export type AddedNode = Pick<NodePlan, 'name' | 'role' | 'address'>;

/**
 * Adds nodes to a cluster that runs: a start with more nodes. All others learn of them. An interrupted one is finished by `start`.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_CONFIG, or what starting a cluster throws.
 */
export async function addNodes({cluster, node, count, waitTimeoutMs, imageSource}: AddNodesInput, deps: StartDeps): Promise<AddedNode[]> {
  const {engine, paths, progress} = deps;
  await using lock = await lockCluster(cluster, {paths, signal: deps.signal, progress, timeoutMs: 60_000});
  const within = {...deps, signal: lock.signal};
  const [state, info] = await Promise.all([requireCluster(engine, cluster, within), engine.info(within)]);
  const spec = requireStarted(state);
  const specs = state.nodes.map((existing) => existing.spec);
  const wanted = readNodeSpec(node, {...spec, nodes: specs});
  const added = numberAddedNodes(cluster, await takenNumbers(state, within), new Array(count).fill(wanted));
  const nodes = [...state.nodes, ...added];
  const wholeSpec = {...spec, nodes: nodes.map((one) => one.spec)};
  const {image, facts} = await prepareHost(wholeSpec, state, info, {imageSource, making: added.map((one) => one.spec)}, within);
  const names = added.map(({name}) => name);
  const active = new Set([...runningNodes(state), ...names]);
  const title = `Adding node ${names.join(', ')} to cluster ${cluster} as [${node.role}]`;
  // Awaited here, for the lock is given back when this returns.
  return await progress.step(title, async () => {
    const {plan, started, entry} = await converge(
      {spec, nodes, state, image, facts, timeoutMs: waitTimeoutMs, active, title: startingTitle(names)},
      within,
    );
    using api = disposableApi(deps.kubeApi(entry));
    // A control plane that was made anew, for its port went to the balancer, is waited for too.
    const awaited = new Set([...names, ...controlPlanesOf(nodes).flatMap(({name}) => (active.has(name) ? [name] : []))]);
    const fresh = new Map([...started].filter(([name]) => awaited.has(name)));
    const wait = possibleWaits(['node_ready'], spec, progress, await nodesFromBefore(spec, api.api, within.signal));
    await waitForCluster({names: [...awaited], wait, waitTimeoutMs, started: fresh}, api.api, within);
    return plan.nodes.filter(({name}) => names.includes(name)).map(({name, role, address}) => ({name, role, address}));
  });
}

const startingTitle = (names: readonly string[]): string =>
  names.length === 1 ? 'Starting the new node' : `Starting ${names.length} new nodes`;

/** Names and numbers that are in use: of nodes that exist, and of those that Kubernetes still knows. @throws AppError E_NOT_RUNNING, E_API. */
async function takenNumbers(state: ClusterState, deps: StartDeps): Promise<readonly Pick<NumberedNode, 'name' | 'index'>[]> {
  using api = disposableApi(deps.kubeApi(await adminEntry(state, 'published', deps)));
  const {items} = await api.api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, deps);
  return [...state.nodes, ...lostNodes(state.nodes, items)];
}
