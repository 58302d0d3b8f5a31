import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';

/** On nodes that we have cordoned, with the reason: the next command tells our cordons, which end, from those of users, which stay. */
const annotation = 'flotilla.dev/cordoned-for';

const refOf = (name: string) => ({apiVersion: 'v1', kind: 'Node', name}) as const;

/** Lets no further pod onto a node. One that the user has cordoned stays theirs. */
export async function cordon(name: string, why: 'upgrade' | 'deletion', api: KubeApi, signal: AbortSignal): Promise<void> {
  const node = await api.get<KubeNode>(refOf(name), {signal});
  if (!node || node.spec?.unschedulable) return;
  await api.patch(refOf(name), {metadata: {annotations: {[annotation]: why}}, spec: {unschedulable: true}}, {signal});
}

/** Takes our cordon off a node, if it has one. */
export async function uncordon(name: string, api: KubeApi, signal: AbortSignal): Promise<void> {
  const node = await api.get<KubeNode>(refOf(name), {signal});
  if (node) await uncordonIfOurs(node, api, signal);
}

/** Takes our cordons off all nodes: those of commands that were interrupted. */
export async function endCordons(api: KubeApi, signal: AbortSignal): Promise<void> {
  const {items} = await api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, {signal});
  await Promise.all(items.map((node) => uncordonIfOurs(node, api, signal)));
}

async function uncordonIfOurs({metadata: {name, annotations}}: KubeNode, api: KubeApi, signal: AbortSignal): Promise<void> {
  if (annotations?.[annotation] === undefined) return;
  await api.patch(refOf(name), {metadata: {annotations: {[annotation]: null}}, spec: {unschedulable: null}}, {signal});
}
