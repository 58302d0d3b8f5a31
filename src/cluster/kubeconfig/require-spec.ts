import {AppError} from '../../errors/app-error.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/** The specification of a cluster. @throws AppError E_NOT_RUNNING when what it is kept on was removed. */
export function requireSpec({name, spec}: ClusterState): DecidedSpec {
  if (spec) return spec;
  throw new AppError('E_NOT_RUNNING', `The network of the cluster "${name}" is gone, and its specification with it.`, {
    hints: [`flotilla start -p ${name} makes the network again`, `flotilla delete -p ${name}`],
  });
}
