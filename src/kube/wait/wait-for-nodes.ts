import type {KubeApi} from '../kube-api.ts';
import type {KubeNode} from '../kube-types.ts';
import {describeCondition} from './describe-pods.ts';
import {recentEvents} from './recent-events.ts';
import {type WaitOptions, waitForResources} from './wait-for-resources.ts';

/** Whether the node's kubelet says that it can run pods. */
export function isNodeReady({status}: KubeNode): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

/** Waits until all nodes of these names are registered and Ready; gives them in the order of the names. @throws AppError E_TIMEOUT. */
export function waitForNodesReady(api: KubeApi, names: readonly string[], options: WaitOptions): Promise<readonly KubeNode[]> {
  const pick = (nodes: readonly KubeNode[]) => names.map((name) => nodes.find(({metadata}) => metadata.name === name));
  return waitForResources<KubeNode, readonly KubeNode[]>(
    api,
    {apiVersion: 'v1', kind: 'Node'},
    {
      ...options,
      what: `${names.length === 1 ? 'the node' : 'the nodes'} ${names.join(', ')} to become Ready`,
      probe(nodes) {
        const ready = pick(nodes).filter((node) => node !== undefined && isNodeReady(node));
        return ready.length === names.length ? (ready as readonly KubeNode[]) : undefined;
      },
      async diagnose(nodes, signal) {
        const unready = names.filter((_, index) => !isReadyOrMissing(pick(nodes)[index]));
        const events = await Promise.all(unready.map((name) => recentEvents(api, 'default', name, signal).catch(() => [])));
        return unready.flatMap((name, index) => [...describeNode(name, nodes), ...(events[index] ?? [])]);
      },
    },
  );
}

function isReadyOrMissing(node: KubeNode | undefined): boolean {
  return node !== undefined && isNodeReady(node);
}

function describeNode(name: string, nodes: readonly KubeNode[]): readonly string[] {
  const node = nodes.find(({metadata}) => metadata.name === name);
  if (!node) return [`node ${name} has not registered: its kubelet has not reached the API server`];
  // Of the other conditions (memory, disk, processes), True is the bad answer.
  const telling = (node.status?.conditions ?? []).filter(({type, status}) => (type === 'Ready' ? status !== 'True' : status === 'True'));
  return telling.length > 0
    ? telling.map((condition) => `node ${name}: ${describeCondition(condition)}`)
    : [`node ${name} has reported no condition`];
}
