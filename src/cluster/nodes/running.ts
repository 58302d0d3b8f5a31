import {AppError} from '../../errors/app-error.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';

export const isRunning = ({container}: NodeState): boolean => container?.state === 'running';

/** Names of the nodes that run. */
export const runningNodes = ({nodes}: ClusterState): string[] => nodes.filter(isRunning).map(({name}) => name);

/**
 * The specification of a cluster whose nodes can be changed one by one.
 * @throws AppError E_NOT_RUNNING when its first start was not finished, or its network is gone.
 */
export function requireStarted(state: ClusterState): DecidedSpec {
  const spec = requireSpec(state);
  if (state.complete && state.network) return spec;
  throw new AppError(
    'E_NOT_RUNNING',
    `The cluster "${state.name}" is not whole: a start was interrupted, or somebody removed its network.`,
    {
      hints: [`flotilla start -p ${state.name} finishes it`],
    },
  );
}
