import {AppError} from '../../errors/app-error.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';

export interface ImageNodes {
  readonly running: readonly string[];
  /** Stopped, paused or removed; they get what is loaded when they start. */
  readonly others: readonly string[];
}

/** The nodes that a command about images works on: one, or all of them. @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING. */
export function imageNodes(state: ClusterState, wanted?: string): ImageNodes {
  const nodes = wanted === undefined ? state.nodes : [findNode(state, wanted)];
  const isRunning = ({container}: NodeState): boolean => container?.state === 'running';
  const running = nodes.filter(isRunning).map(({name}) => name);
  if (running.length > 0) return {running, others: nodes.filter((node) => !isRunning(node)).map(({name}) => name)};
  const what = wanted === undefined ? `No node of the cluster "${state.name}" runs.` : `Node ${nodes[0]?.name} does not run.`;
  throw new AppError('E_NOT_RUNNING', what, {hints: [`flotilla start -p ${state.name}`]});
}
