import type {NodeSpec} from '../spec/cluster-spec.ts';
import type {NumberedNode} from './cluster-plan.ts';
import {nodeName} from './names.ts';

/** Numbers and names the nodes of a new cluster, in the order of the specification. */
export function numberNodes(cluster: string, nodes: readonly NodeSpec[]): NumberedNode[] {
  const seen = {'control-plane': 0, worker: 0};
  return nodes.map((spec, index) => {
    seen[spec.role] += 1;
    return {name: nodeName(cluster, spec.role, seen[spec.role]), index, spec};
  });
}
