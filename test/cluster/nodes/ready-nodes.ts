import {expect} from 'vitest';
import {isReady, type KubeList, type NodeObject} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';

/** Names of the nodes that Kubernetes has, without the profile, each of which must be Ready. */
export async function readyNodes(cluster: TestCluster): Promise<string[]> {
  const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
  for (const node of items) expect([node.metadata.name, isReady(node)]).toEqual([node.metadata.name, true]);
  return items.map(({metadata}) => metadata.name.slice(cluster.profile.length + 1)).toSorted();
}
