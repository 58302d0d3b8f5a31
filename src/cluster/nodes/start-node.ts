import {AppError} from '../../errors/app-error.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import {converge} from '../start/converge.ts';
import {nodesFromBefore, possibleWaits} from '../start/possible-waits.ts';
import {prepareHost} from '../start/prepare-host.ts';
import {disposableApi, type ImageSource, type StartDeps} from '../start/start-deps.ts';
import {waitForCluster} from '../start/wait-for-cluster.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';
import {isRunning, requireStarted, runningNodes} from './running.ts';
import type {ChangedNode} from './stop-node.ts';

export interface StartNodeInput {
  readonly cluster: string;
  readonly node: string;
  readonly waitTimeoutMs: number;
  readonly imageSource: ImageSource;
}

/**
 * Starts one node of a cluster whose API server answers, or comes with it, and waits until it is Ready.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, or what starting a cluster throws.
 */
export async function startNode({cluster, node, waitTimeoutMs, imageSource}: StartNodeInput, deps: StartDeps): Promise<ChangedNode> {
  const {engine, paths, progress} = deps;
  await using lock = await lockCluster(cluster, {paths, signal: deps.signal, progress, timeoutMs: 60_000});
  const within = {...deps, signal: lock.signal};
  const [state, info] = await Promise.all([requireCluster(engine, cluster, within), engine.info(within)]);
  const spec = requireStarted(state);
  const wanted = findNode(state, node);
  const {name} = wanted;
  if (isRunning(wanted)) return {node: name, changed: false};
  checkQuorum(state, wanted);
  const {image, facts} = await prepareHost(spec, state, info, {imageSource}, within);
  const active = new Set([...runningNodes(state), name]);
  await progress.step(`Starting node ${name} in cluster ${cluster}`, async () => {
    const input = {spec, nodes: state.nodes, state, image, facts, timeoutMs: waitTimeoutMs, active};
    const {started, entry} = await converge(input, within);
    using api = disposableApi(deps.kubeApi(entry));
    const fresh = new Map([...started].filter(([other]) => other === name));
    const wait = possibleWaits(['node_ready'], spec, progress, await nodesFromBefore(spec, api.api, within.signal));
    await waitForCluster({names: [name], wait, waitTimeoutMs, started: fresh}, api.api, within);
  });
  return {node: name, changed: true};
}

/** @throws AppError E_NOT_RUNNING when with this node there would still be too few control planes for an API server to answer. */
function checkQuorum(state: ClusterState, wanted: NodeState): void {
  const controlPlanes = controlPlanesOf(state.nodes) as readonly NodeState[];
  const up = controlPlanes.filter((node) => isRunning(node) || node.name === wanted.name).length;
  if (up * 2 > controlPlanes.length) return;
  throw new AppError('E_NOT_RUNNING', `Too few control planes of the cluster "${state.name}" run for an API server to answer.`, {
    hints: [`flotilla start -p ${state.name} starts all nodes`],
  });
}
