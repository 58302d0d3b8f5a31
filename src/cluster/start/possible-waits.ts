import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import {isNodeReady} from '../../kube/wait/wait-for-nodes.ts';
import type {Progress} from '../../progress/progress.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {WaitFor} from './wait-for-cluster.ts';

/**
 * Without a network nodes are not ready and run no pods but their own: that is what was asked for, and is not waited for. `nodes` are those that
 * Kubernetes knows from before: one that is ready has a network by now, and nothing is to be said.
 */
export function possibleWaits(
  wait: readonly WaitFor[],
  {networking}: DecidedSpec,
  progress: Progress,
  nodes: readonly KubeNode[] = [],
): readonly WaitFor[] {
  if (networking.cni !== 'none') return wait;
  if (!nodes.some(isNodeReady))
    progress.note('Flotilla brings no pod network here: nodes are NotReady until you install one, for example with kubectl apply -f FILE.');
  return wait.filter((target) => target === 'apiserver' || target === 'default_sa');
}

/** The nodes that {@link possibleWaits} asks for; none where it does not look at them. */
export async function nodesFromBefore({networking}: DecidedSpec, api: KubeApi, signal: AbortSignal): Promise<readonly KubeNode[]> {
  if (networking.cni !== 'none') return [];
  return (await api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, {signal})).items;
}
