import {mapConcurrent} from '../../async/map-concurrent.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Shell} from '../../node/shell.ts';
import type {NodePlan} from '../plan/cluster-plan.ts';
import {isInitialised} from './join-control-plane.ts';

/** The control plane that the others join and that hands out credentials. */
export interface Source {
  readonly node: NodePlan;
  /** False for a new cluster's first, which kubeadm has yet to initialise. */
  readonly initialised: boolean;
}

/**
 * The first control plane that is initialised; when none is, the first of all shall be. Whether that is so can only be said when all of them
 * have been asked: `all` are those of the plan, `active` those that run.
 * @throws AppError E_NOT_RUNNING when no control plane runs, or only such as need another to join.
 */
export async function chooseSource(
  all: readonly NodePlan[],
  active: readonly NodePlan[],
  shellOf: (node: string) => Shell,
  signal: AbortSignal,
): Promise<Source> {
  const [first] = active;
  if (first && all.length === 1) return {node: first, initialised: false};
  const answers = await mapConcurrent(active, {signal}, ({name}, scope) => isInitialised(shellOf(name), scope));
  const found = active.find((_, index) => answers[index]);
  if (found) return {node: found, initialised: true};
  if (first && active.length === all.length) return {node: first, initialised: false};
  throw new AppError('E_NOT_RUNNING', `No control plane runs that the others could join: ${all.map(({name}) => name).join(', ')}.`, {
    hints: ['flotilla start starts all of them'],
  });
}
