import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import {nodeAddress} from '../plan/addresses.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';

/** A node that a command is about. */
export interface NodeRef {
  readonly cluster: ClusterState;
  readonly node: NodeState;
  readonly address: string;
}

/** The node of this name, the first control plane when none is given, running or not. @throws AppError E_CLUSTER_NOT_FOUND. */
export async function referTo(engine: Engine, cluster: string, wanted: string | undefined, options: CallOptions): Promise<NodeRef> {
  const state = await requireCluster(engine, cluster, options);
  return nodeRef(state, findNode(state, wanted));
}

export const nodeRef = (cluster: ClusterState, node: NodeState): NodeRef => ({
  cluster,
  node,
  address: nodeAddress(requireSpec(cluster).networking.subnet, node.index),
});

export const isRunning = ({node}: NodeRef): boolean => node.container?.state === 'running';

/** @throws AppError E_NOT_RUNNING. */
export function requireRunning(ref: NodeRef): void {
  if (isRunning(ref)) return;
  const {container, name} = ref.node;
  const words = container?.state === 'paused' ? 'is paused' : 'is not running';
  throw new AppError('E_NOT_RUNNING', `Node ${name} ${words}.`, {
    hints: [`flotilla ${container?.state === 'paused' ? 'unpause' : 'start'} -p ${ref.cluster.name}`],
  });
}
