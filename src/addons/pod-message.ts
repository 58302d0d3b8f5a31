import {explainPod} from '../cluster/services/explain-pod.ts';
import type {KubeApi} from '../kube/kube-api.ts';
import type {KubeEvent, Pod} from '../kube/kube-types.ts';

/** A pod that tries again and again. */
export interface Attempt {
  readonly pod: string;
  /** How often it has failed. */
  readonly count: number;
}

export interface PodMessage {
  readonly message: string;
  /** What keeps the pod from running and does not pass by itself. */
  readonly trouble?: string;
  readonly attempt?: Attempt;
}

/** What the newest pod that is not ready says: why its container waits or ended, or what its probe printed. */
export async function podMessage(api: KubeApi, namespace: string, labelSelector: string, signal: AbortSignal): Promise<PodMessage> {
  const {items} = await api.list<Pod>({apiVersion: 'v1', kind: 'Pod', namespace, labelSelector}, {signal});
  const waiting = items
    .filter(({metadata, status}) => metadata.deletionTimestamp === undefined && !isPodReady(status?.conditions))
    .toSorted((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
  for (const pod of waiting) {
    const trouble = lastingTrouble(pod);
    const events = await eventsOf(pod, namespace, api, signal);
    const message = containerMessage(pod) ?? events.findLast(({reason}) => reason === 'Unhealthy')?.message;
    if (message === undefined && trouble === undefined) continue;
    // One that no node takes has not tried yet.
    const attempt = message === undefined ? {} : {attempt: {pod: pod.metadata.uid ?? pod.metadata.name, count: failures(pod, events)}};
    return {message: message ?? '', ...(trouble === undefined ? {} : {trouble}), ...attempt};
  }
  return {message: ''};
}

/** An image that no registry has, a pod that fits on no node. The hints, which need the cluster's name, are not used. */
function lastingTrouble(pod: Pod): string | undefined {
  const trouble = explainPod('', pod);
  return trouble?.passing === false ? trouble.text : undefined;
}

/** What every pod goes through. */
const usual = ['ContainerCreating', 'PodInitializing'];

function containerMessage({status}: Pod): string | undefined {
  for (const {state, lastState} of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const now = state?.waiting ?? state?.terminated;
    if (!now || usual.includes(now.reason ?? '')) continue;
    return [now.reason, now.message ?? lastState?.terminated?.message].filter(Boolean).join(': ');
  }
  return undefined;
}

/** The latest last. */
async function eventsOf({metadata}: Pod, namespace: string, api: KubeApi, signal: AbortSignal): Promise<readonly KubeEvent[]> {
  const fieldSelector = `involvedObject.name=${metadata.name}`;
  const {items} = await api.list<KubeEvent>({apiVersion: 'v1', kind: 'Event', namespace, fieldSelector}, {signal});
  return items.toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
}

/**
 * Ends of containers, refusals to make them and probes that failed, each once. Of an image that cannot be pulled there are two events each time;
 * while a kubelet waits before it tries again, it says that too.
 */
function failures({status}: Pod, events: readonly KubeEvent[]): number {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const ends = containers.map(({restartCount, state}) => restartCount + (state?.terminated || state?.waiting?.reason === crashed ? 1 : 0));
  const failed = events.filter(
    ({reason, message = ''}) =>
      reason === 'Unhealthy' || (reason === 'Failed' && message.startsWith('Error: ') && !message.includes('BackOff')),
  );
  return [...ends, ...failed.map(({count = 1}) => count)].reduce((sum, count) => sum + count, 0);
}

const crashed = 'CrashLoopBackOff';

function isPodReady(conditions: NonNullable<Pod['status']>['conditions'] = []): boolean {
  return conditions.some(({type, status}) => type === 'Ready' && status === 'True');
}
