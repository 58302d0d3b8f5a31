import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import type {ClusterPlan, NumberedNode} from '../plan/cluster-plan.ts';
import type {NodeSpec} from '../spec/cluster-spec.ts';
import {decodeNode} from '../spec/encode-node.ts';
import {nodeAnnotation} from '../system/system-objects.ts';

/** Nodes that Kubernetes has and the engine has not: somebody removed container and volume by hand. */
export async function findLostNodes({nodes}: ClusterPlan, api: KubeApi, signal: AbortSignal): Promise<NumberedNode[]> {
  const {items} = await api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, {signal});
  return lostNodes(nodes, items);
}

/** As the Node objects tell that we made; one whose number somebody has now is not among them. */
export function lostNodes(existing: readonly Pick<NumberedNode, 'name' | 'index'>[], objects: readonly KubeNode[]): NumberedNode[] {
  return objects.flatMap(({metadata: {name, annotations}}) => {
    const text = annotations?.[nodeAnnotation];
    if (text === undefined || existing.some((node) => node.name === name)) return [];
    const {index, spec} = JSON.parse(text) as {readonly index: number; readonly spec: Partial<NodeSpec>};
    return existing.some((node) => node.index === index) ? [] : [{name, index, spec: decodeNode(spec)}];
  });
}
