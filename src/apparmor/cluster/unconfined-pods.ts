import {adminEntry} from '../../cluster/kubeconfig/admin-entry.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';
import type {StatusDeps} from '../../cluster/status/read-status.ts';
import type {KubeObject} from '../../kube/kube-types.ts';

/** Milliseconds: a look at pods must not keep a status from being shown. */
const patienceMs = 10_000;

/** A pod that does not start because of its AppArmor profile. */
export interface UnconfinedPod {
  readonly pod: string;
  /** The profile that is not loaded; absent where the node has no AppArmor at all. */
  readonly profile?: string;
}

/** As much of a pod as this needs. */
export interface PodView extends KubeObject {
  readonly status?: {
    readonly reason?: string;
    readonly message?: string;
    readonly containerStatuses?: readonly {readonly state?: {readonly waiting?: {readonly message?: string}}}[];
    readonly initContainerStatuses?: readonly {readonly state?: {readonly waiting?: {readonly message?: string}}}[];
  };
}

/** Recognises the messages of containerd and of the kubelet. */
export function unconfinedPod({metadata, status = {}}: PodView): UnconfinedPod | undefined {
  const pod = `${metadata.namespace}/${metadata.name}`;
  const waiting = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(
    ({state}) => state?.waiting?.message ?? '',
  );
  const [, profile] = /apparmor profile not found (\S+)/.exec(waiting.join('\n')) ?? [];
  if (profile !== undefined) return {pod, profile};
  return status.reason === 'AppArmor' ? {pod} : undefined;
}

/** Pods of a cluster that wait for a profile. None when it cannot be asked: this is for hints. */
export async function findUnconfinedPods(cluster: string, deps: StatusDeps): Promise<UnconfinedPod[]> {
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(patienceMs)]);
  try {
    const state = await requireCluster(deps.engine, cluster, {signal});
    const api = deps.kubeApi(await adminEntry(state, 'published', {...deps, signal}));
    using _connections = {[Symbol.dispose]: () => api.close()};
    const {items} = await api.list<PodView>(
      {apiVersion: 'v1', kind: 'Pod', fieldSelector: 'status.phase!=Running,status.phase!=Succeeded'},
      {signal},
    );
    return items.flatMap((pod) => unconfinedPod(pod) ?? []);
  } catch {
    deps.signal.throwIfAborted();
    return [];
  }
}

/** What to say of such pods, one sentence for each reason. */
export function explainUnconfined(pods: readonly UnconfinedPod[], cluster: string): string[] {
  return [...Map.groupBy(pods, ({profile}) => profile)].map(([profile, some]) => {
    const names = some.map(({pod}) => pod).join(', ');
    const [do_, their] = some.length > 1 ? ['do', 'their'] : ['does', 'its'];
    return profile === undefined
      ? `${names} ${do_} not run, for ${their} node has no AppArmor: flotilla apparmor status -p ${cluster}`
      : `${names} ${do_} not start, for the AppArmor profile ${profile} is not loaded: flotilla apparmor load FILE -p ${cluster}`;
  });
}
