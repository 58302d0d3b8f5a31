import type {NodeSpec} from '../spec/cluster-spec.ts';
import type {NumberedNode} from './cluster-plan.ts';
import {nodeName} from './names.ts';

/** Numbers and names nodes that are added to others: each gets the lowest number and the lowest name of its role that nobody has. */
export function numberAddedNodes(
  cluster: string,
  existing: readonly Pick<NumberedNode, 'name' | 'index'>[],
  specs: readonly NodeSpec[],
): NumberedNode[] {
  const names = new Set(existing.map(({name}) => name));
  const indices = new Set(existing.map(({index}) => index));
  return specs.map((spec) => {
    const ordinal = firstFree(1, (n) => names.has(nodeName(cluster, spec.role, n)));
    const node = {name: nodeName(cluster, spec.role, ordinal), index: firstFree(0, (n) => indices.has(n)), spec};
    names.add(node.name);
    indices.add(node.index);
    return node;
  });
}

function firstFree(from: number, isTaken: (n: number) => boolean): number {
  let n = from;
  while (isTaken(n)) n += 1;
  return n;
}
