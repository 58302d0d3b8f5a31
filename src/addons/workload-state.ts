import type {KubeApi} from '../kube/kube-api.ts';
import type {DaemonSet, Deployment, KubeObject} from '../kube/kube-types.ts';
import {isOutdated} from './outdated-message.ts';
import {type Attempt, type PodMessage, podMessage} from './pod-message.ts';
import type {Addon} from './read-addons.ts';

export type WorkloadState =
  | {readonly state: 'ready'}
  | {
      readonly state: 'not ready';
      readonly reason: string;
      /** What hinders is known, and waiting alone will not mend it. */
      readonly certain: boolean;
      /** Of a pod that tries again and again: which it is, and how often it has failed. */
      readonly attempt?: Attempt;
    };

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
    const said = await podMessage(api, namespace, labels.join(','), signal);
    if (await isOutdated(said.message, namespace, api, signal)) return {state: 'not ready', reason: 'starting', certain: false};
    return diagnose(addon, said);
  }
  return {state: 'ready'};
}

function notRolledOut({status}: Workload): WorkloadState {
  const refused = status?.conditions?.find((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True');
  return {state: 'not ready', reason: refused?.message ?? 'starting', certain: refused !== undefined};
}

/** What the addon itself knows of a message comes first. */
function diagnose({diagnoses}: Addon, {message, trouble, attempt}: PodMessage): WorkloadState {
  const means = diagnoses.find(({match}) => new RegExp(match).test(message))?.means ?? trouble;
  return {
    state: 'not ready',
    reason: means ?? (lastLine(message) || 'starting'),
    certain: means !== undefined,
    ...(attempt === undefined ? {} : {attempt}),
  };
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

function lastLine(message: string): string {
  return (
    message
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .at(-1) ?? ''
  ).slice(0, 200);
}
