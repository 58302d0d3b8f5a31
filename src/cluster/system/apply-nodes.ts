import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import type {NodePlan} from '../plan/cluster-plan.ts';
import {nodeObject} from './system-objects.ts';

/**
 * Applies the Node objects that are not as planned yet. A node that has its pod CIDR had everything else in the same request, and what users
 * changed since (labels, taints, cordons) is theirs.
 */
export async function applyNodes(nodes: readonly NodePlan[], api: KubeApi, signal: AbortSignal): Promise<void> {
  const {items} = await api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, {signal});
  const done = new Set(items.filter(({spec}) => spec?.podCIDR !== undefined).map(({metadata}) => metadata.name));
  await mapConcurrent(
    nodes.filter(({name}) => !done.has(name)),
    {signal},
    (node, scope) => api.apply(nodeObject(node), {signal: scope}),
  );
}
