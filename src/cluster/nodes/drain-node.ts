import {setTimeout as delay} from 'node:timers/promises';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {isKubeApiError} from '../../kube/kube-api-error.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import {type DrainedPod, isIrreplaceable, podsToEvict} from './drain-pods.ts';

export interface DrainOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for all pods to be gone. */
  readonly timeoutMs: number;
  /** Seconds that pods get to end; what each asks for unless told. */
  readonly gracePeriodSeconds?: number;
  /** When the time is over, delete what is left without asking disruption budgets. */
  readonly force: boolean;
  /** Leave pods where they are that nothing would make again: for a node that comes back. */
  readonly keepIrreplaceable?: boolean;
  /** What to type when pods stay. */
  readonly hints: readonly string[];
}

const roundMs = 250;

const nameOf = ({metadata: {namespace, name}}: DrainedPod): string => `${namespace}/${name}`;

/** Pods on a node, as the API server has them. */
export async function podsOn(node: string, api: KubeApi, signal: AbortSignal): Promise<readonly DrainedPod[]> {
  return (await api.list<DrainedPod>({apiVersion: 'v1', kind: 'Pod', fieldSelector: `spec.nodeName=${node}`}, {signal})).items;
}

/**
 * Evicts the pods of a cordoned node and waits until they are gone; disruption budgets are obeyed.
 * @throws AppError E_TIMEOUT with the pods that stay and why.
 */
export async function drainNode(name: string, api: KubeApi, options: DrainOptions): Promise<void> {
  const {signal, timeoutMs, gracePeriodSeconds, force, keepIrreplaceable = false, hints} = options;
  const deadline = Date.now() + timeoutMs;
  const refusals = new Map<string, string>();
  for (;;) {
    const left = podsToEvict(await podsOn(name, api, signal)).filter((pod) => !(keepIrreplaceable && isIrreplaceable(pod)));
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      if (force) return removePods(left, api, signal);
      throw stuck(name, left, refusals, {timeoutMs, hints});
    }
    await mapConcurrent(
      left.filter(({metadata}) => metadata.deletionTimestamp === undefined),
      {signal, limit: 8},
      async (pod, scope) => {
        const refusal = await evict(pod, gracePeriodSeconds, api, scope);
        if (refusal !== undefined) refusals.set(nameOf(pod), refusal);
      },
    );
    await delay(roundMs, undefined, {signal});
  }
}

/** Takes pods out of the API at once, as for a node that is gone. */
export async function removePods(pods: readonly DrainedPod[], api: KubeApi, signal: AbortSignal): Promise<void> {
  await mapConcurrent(pods, {signal, limit: 8}, ({metadata: {name, namespace = 'default'}}, scope) =>
    api.delete({apiVersion: 'v1', kind: 'Pod', name, namespace}, {signal: scope, gracePeriodSeconds: 0}),
  );
}

/** Asks for a pod's eviction; gives the reason when that is refused for now. */
async function evict(
  pod: DrainedPod,
  gracePeriodSeconds: number | undefined,
  api: KubeApi,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {name, namespace = 'default'} = pod.metadata;
  const eviction: Manifest = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: {name, namespace},
    deleteOptions: gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds},
  };
  try {
    await api.create(eviction, {signal, subresource: 'eviction'});
    return undefined;
  } catch (error) {
    if (isKubeApiError(error, 404, 409)) return undefined;
    // Refused for now: by a budget, by two budgets for one pod, or because the pod's namespace goes and takes the pod with it.
    if (isKubeApiError(error, 429, 500) || (isKubeApiError(error, 403) && /being terminated/.test(error.message))) return error.message;
    throw error;
  }
}

function stuck(
  node: string,
  left: readonly DrainedPod[],
  refusals: ReadonlyMap<string, string>,
  {timeoutMs, hints}: Pick<DrainOptions, 'timeoutMs' | 'hints'>,
): AppError {
  const why = (pod: DrainedPod): string =>
    pod.metadata.deletionTimestamp === undefined ? (refusals.get(nameOf(pod)) ?? 'it was not evicted') : 'it takes its time to end';
  return new AppError('E_TIMEOUT', `After ${Math.round(timeoutMs / 1000)} s there are still pods on ${node}.`, {
    details: left.map((pod) => `${nameOf(pod)}: ${why(pod)}`),
    hints,
  });
}
