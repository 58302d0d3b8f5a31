import type {Progress} from '../../progress/progress.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {WaitFor} from './wait-for-cluster.ts';

/** Without a network nodes are not ready and run no pods but their own: that is what was asked for, and is not waited for. */
export function possibleWaits(wait: readonly WaitFor[], {networking}: DecidedSpec, progress: Progress): readonly WaitFor[] {
  if (networking.cni !== 'none') return wait;
  progress.note('Flotilla brings no pod network here: nodes are NotReady until you install one, for example with kubectl apply -f FILE.');
  return wait.filter((target) => target === 'apiserver' || target === 'default_sa');
}
