import {explainPod} from '../cluster/services/explain-pod.ts';
import type {KubeApi} from '../kube/kube-api.ts';
import type {DaemonSet, Deployment, KubeEvent, KubeObject, Pod} from '../kube/kube-types.ts';
import type {Addon} from './read-addons.ts';

export type WorkloadState =
  | {readonly state: 'ready'}
  /** `certain`: what hinders is known, and waiting alone will not mend it. */
  | {readonly state: 'not ready'; readonly reason: string; readonly certain: boolean};

const workloadKinds = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

interface StatefulSet extends KubeObject {
  readonly status?: {readonly readyReplicas?: number};
}

/** Whether all programs of an addon run and say that they are ready; if not, why. */
export async function workloadState(addon: Addon, api: KubeApi, signal: AbortSignal): Promise<WorkloadState> {
  for (const {apiVersion, kind, metadata} of addon.objects.filter((object) => workloadKinds.has(object.kind))) {
    const namespace = metadata.namespace ?? 'default';
    const found = await api.get<Workload>({apiVersion, kind, name: metadata.name, namespace}, {signal});
    if (!found) return {state: 'not ready', reason: `${kind} ${metadata.name} is missing`, certain: true};
    if (isReady(kind, found)) continue;
    // Pods of before say nothing of those to come.
    if (!isRolledOut(kind, found)) return notRolledOut(found);
    const labels = Object.entries(found.spec?.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    return diagnose(addon, await podMessage(api, namespace, labels.join(','), signal));
  }
  return {state: 'ready'};
}

function notRolledOut({status}: Workload): WorkloadState {
  const refused = status?.conditions?.find((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True');
  return {state: 'not ready', reason: refused?.message ?? 'starting', certain: refused !== undefined};
}

/** What the addon itself knows of a message comes first. */
function diagnose({diagnoses}: Addon, {message, trouble}: PodMessage): WorkloadState {
  const means = diagnoses.find(({match}) => new RegExp(match).test(message))?.means ?? trouble;
  return {state: 'not ready', reason: means ?? (lastLine(message) || 'starting'), certain: means !== undefined};
}

type Workload = DaemonSet & Deployment & StatefulSet;

/** Whether all its pods are of its newest template, be they ready or not. */
function isRolledOut(kind: string, {metadata, spec, status = {}}: Workload): boolean {
  if (status.observedGeneration !== metadata.generation) return false;
  if (kind === 'DaemonSet')
    return (status.desiredNumberScheduled ?? 0) > 0 && status.updatedNumberScheduled === status.desiredNumberScheduled;
  return kind === 'StatefulSet' || (status.updatedReplicas ?? 0) >= (spec?.replicas ?? 1);
}

function isReady(kind: string, found: Workload): boolean {
  const {spec, status = {}} = found;
  if (!isRolledOut(kind, found)) return false;
  if (kind === 'DaemonSet') return status.numberReady === status.desiredNumberScheduled;
  return ((kind === 'StatefulSet' ? status.readyReplicas : status.availableReplicas) ?? 0) >= (spec?.replicas ?? 1);
}

interface PodMessage {
  readonly message: string;
  /** What keeps the pod from running and does not pass by itself. */
  readonly trouble?: string;
}

/** What the newest pod that is not ready says: why its container waits or ended, or what its probe printed. */
async function podMessage(api: KubeApi, namespace: string, labelSelector: string, signal: AbortSignal): Promise<PodMessage> {
  const {items} = await api.list<Pod>({apiVersion: 'v1', kind: 'Pod', namespace, labelSelector}, {signal});
  const waiting = items
    .filter(({metadata, status}) => metadata.deletionTimestamp === undefined && !isPodReady(status?.conditions))
    .toSorted((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
  for (const pod of waiting) {
    const trouble = lastingTrouble(pod);
    const message = containerMessage(pod) ?? (await probeMessage(api, namespace, pod, signal));
    if (message !== undefined || trouble !== undefined) return {message: message ?? '', ...(trouble === undefined ? {} : {trouble})};
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

async function probeMessage(api: KubeApi, namespace: string, {metadata}: Pod, signal: AbortSignal): Promise<string | undefined> {
  const fieldSelector = `involvedObject.name=${metadata.name},reason=Unhealthy`;
  const events = await api.list<KubeEvent>({apiVersion: 'v1', kind: 'Event', namespace, fieldSelector}, {signal});
  return events.items.toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? '')).at(-1)?.message;
}

function isPodReady(conditions: NonNullable<Pod['status']>['conditions'] = []): boolean {
  return conditions.some(({type, status}) => type === 'Ready' && status === 'True');
}

function lastLine(message: string): string {
  return (
    message
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .at(-1) ?? ''
  ).slice(0, 200);
}
