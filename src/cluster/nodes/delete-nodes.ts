import {mapConcurrent} from '../../async/map-concurrent.ts';
import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import {adminEntry} from '../kubeconfig/admin-entry.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {planCluster} from '../plan/plan-cluster.ts';
import {createResources} from '../start/create-resources.ts';
import {lostNodes} from '../start/find-lost-nodes.ts';
import {prepareHost} from '../start/prepare-host.ts';
import {disposableApi, type ImageSource, type StartDeps} from '../start/start-deps.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';
import {cordon, uncordon} from './cordon.ts';
import {type DrainOptions, drainNode, podsOn} from './drain-node.ts';
import {claimsOn, isIrreplaceable, type LocalVolume, podsToEvict} from './drain-pods.ts';
import {removeNode} from './remove-node.ts';
import {isRunning, requireStarted, runningNodes} from './running.ts';

export interface DeleteNodesInput {
  readonly cluster: string;
  /** As the user wrote them. */
  readonly nodes: readonly string[];
  readonly drain: Omit<DrainOptions, 'signal' | 'hints' | 'keepIrreplaceable'>;
  readonly imageSource: ImageSource;
}

/**
 * Takes nodes out of a cluster that runs: drained, out of etcd, out of Kubernetes, then container and volume, in this order, so that an
 * interruption at any point leaves a node that can be deleted again, or brought back by `start`. Nodes that are stopped, broken or removed by
 * hand can be deleted too. Gives their names.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_CONFIG for the last control plane, E_TIMEOUT when pods stay.
 */
export async function deleteNodes({cluster, nodes, drain, imageSource}: DeleteNodesInput, deps: StartDeps): Promise<string[]> {
  const {engine, paths, progress} = deps;
  await using lock = await lockCluster(cluster, {paths, signal: deps.signal, progress, timeoutMs: 60_000});
  const within = {...deps, signal: lock.signal};
  const [state, info] = await Promise.all([requireCluster(engine, cluster, within), engine.info(within)]);
  const spec = requireStarted(state);
  if (nodes.every((name) => isKnown(state, name)))
    checkRemaining(
      state,
      nodes.map((name) => findNode(state, name)),
    );
  const entry = await adminEntry(leastAffected(state, nodes), 'published', within);
  using api = disposableApi(deps.kubeApi(entry));
  const {items} = await api.api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, within);
  const known = {...state, nodes: [...state.nodes, ...lostNodes(state.nodes, items)]};
  // Those that stand still first: etcd lets a member go only while more than half of the others run.
  const doomed = [...new Set(nodes.map((name) => findNode(known, name)))].toSorted((a, b) => Number(isRunning(a)) - Number(isRunning(b)));
  checkRemaining(known, doomed);
  const prepared = await prepareHost(spec, state, info, {imageSource, making: []}, within);
  await empty(doomed, items, api.api, {...drain, ...within, hints});
  const remaining = {...state, nodes: state.nodes.filter((node) => !doomed.includes(node))};
  await forgetRoutes({spec, state: remaining, hasBalancer: state.balancer !== undefined, ...prepared}, within);
  for (const node of doomed) {
    await progress.step(`Deleting node ${node.name} from cluster ${cluster}`, () => removeNode(node, remaining, spec, api.api, within));
  }
  return doomed.map(({name}) => name);
}

function isKnown(state: ClusterState, wanted: string): boolean {
  try {
    return findNode(state, wanted) !== undefined;
  } catch {
    return false;
  }
}

/** @throws AppError E_CONFIG when no control plane would be left. */
function checkRemaining({name, nodes}: ClusterState, doomed: readonly NodeState[]): void {
  if (controlPlanesOf(nodes).some((node) => !doomed.some((other) => other.name === node.name))) return;
  const which = doomed.filter(({spec}) => spec.role === 'control-plane').map((node) => node.name);
  throw new AppError(
    'E_CONFIG',
    `${which.join(', ')} ${which.length === 1 ? 'is the last control plane' : 'are all control planes'} of the cluster "${name}".`,
    {
      hints: [
        `flotilla node add --control-plane -p ${name} adds another one first`,
        `flotilla delete -p ${name} deletes the whole cluster`,
      ],
    },
  );
}

/** The state with the nodes that go at the end: credentials come from one that stays, where there is one. */
function leastAffected(state: ClusterState, doomed: readonly string[]): ClusterState {
  const goes = ({name}: NodeState): boolean => doomed.some((wanted) => name === wanted || name === `${state.name}-${wanted}`);
  return {...state, nodes: state.nodes.toSorted((a, b) => Number(goes(a)) - Number(goes(b)))};
}

const hints = ['--force deletes them without asking disruption budgets', '--timeout gives them more time'];

/**
 * Cordons all nodes first, so that no pod goes from one to the next, then drains those whose kubelet can still end pods. When that fails, the
 * nodes stay as they were; a cordon that an interruption leaves is ended by `start`.
 */
async function empty(
  doomed: readonly NodeState[],
  objects: readonly KubeNode[],
  api: KubeApi,
  options: DrainOptions & Pick<StartDeps, 'progress'>,
): Promise<void> {
  const {signal, progress} = options;
  await warnOfLosses(doomed, api, options);
  try {
    for (const {name} of doomed) await cordon(name, 'deletion', api, signal);
    const live = doomed.filter((node) => isRunning(node) && hasKubelet(objects, node.name));
    await mapConcurrent(live, {signal}, ({name}, scope) =>
      progress.step(`Draining node ${name}`, () => drainNode(name, api, {...options, signal: scope})),
    );
  } catch (error) {
    const soon = AbortSignal.timeout(5000);
    await Promise.allSettled(doomed.map(({name}) => uncordon(name, api, soon)));
    throw error;
  }
}

/** Says what goes with the nodes and does not come back. */
async function warnOfLosses(
  doomed: readonly NodeState[],
  api: KubeApi,
  {signal, progress}: Pick<StartDeps, 'signal' | 'progress'>,
): Promise<void> {
  const {items: volumes} = await api.list<LocalVolume>({apiVersion: 'v1', kind: 'PersistentVolume'}, {signal});
  for (const {name} of doomed) {
    const claims = claimsOn(name, volumes);
    if (claims.length > 0)
      progress.warn(`The data of ${claims.join(', ')} is on ${name} and is deleted with it; the claims stay, and point to nothing.`);
    const alone = podsToEvict(await podsOn(name, api, signal)).filter(isIrreplaceable);
    const names = alone.map(({metadata}) => `${metadata.namespace}/${metadata.name}`);
    if (names.length > 0)
      progress.warn(`No controller makes ${names.join(', ')} again, which ${names.length === 1 ? 'is' : 'are'} deleted with ${name}.`);
  }
}

const hasKubelet = (objects: readonly KubeNode[], name: string): boolean =>
  objects.some(
    ({metadata, status}) => metadata.name === name && status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True'),
  );

interface Remaining extends Awaited<ReturnType<typeof prepareHost>> {
  readonly spec: DecidedSpec;
  readonly state: ClusterState;
  readonly hasBalancer: boolean;
}

/** Gives the nodes that stay, and the balancer, files without those that go; connections go to the others from now on. */
async function forgetRoutes({spec, state, hasBalancer, image, facts}: Remaining, deps: StartDeps): Promise<void> {
  const publicKey = await deps.publicKey(spec.name);
  const plan = planCluster({spec, nodes: state.nodes, image: image.reference, facts, publicKey, hasBalancer});
  const active = new Set(runningNodes(state));
  await createResources(plan, state, deps, {active, title: 'Telling the other nodes'});
}
