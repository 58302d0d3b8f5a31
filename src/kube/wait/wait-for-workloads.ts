import type {KubeApi} from '../kube-api.ts';
import type {DaemonSet, Deployment, LabelSelector, Pod} from '../kube-types.ts';
import {describeCondition, describePods} from './describe-pods.ts';
import {recentEvents} from './recent-events.ts';
import {type WaitOptions, waitForResources} from './wait-for-resources.ts';

/** Whether all replicas of the current generation are available. */
export function isDeploymentAvailable({metadata, spec, status = {}}: Deployment): boolean {
  const {observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0} = status;
  const wanted = spec?.replicas ?? 1;
  return (
    observedGeneration >= (metadata.generation ?? 1) &&
    updatedReplicas >= wanted &&
    availableReplicas >= wanted &&
    replicas === updatedReplicas
  );
}

/** Whether every node that should has a ready pod of the current generation. */
export function isDaemonSetReady({metadata, status = {}}: DaemonSet): boolean {
  const {observedGeneration = 0, desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberReady = 0} = status;
  return (
    observedGeneration >= (metadata.generation ?? 1) &&
    updatedNumberScheduled === desiredNumberScheduled &&
    numberReady >= desiredNumberScheduled
  );
}

/** Waits until all replicas are available. @throws AppError E_TIMEOUT with conditions, pods and events. */
export function waitForDeploymentAvailable(api: KubeApi, namespace: string, name: string, options: WaitOptions): Promise<Deployment> {
  return waitForResources<Deployment, Deployment>(
    api,
    {apiVersion: 'apps/v1', kind: 'Deployment', namespace, fieldSelector: `metadata.name=${name}`},
    {
      ...options,
      what: `the deployment ${namespace}/${name} to become available`,
      probe: (found) => found.find(isDeploymentAvailable),
      async diagnose([deployment], signal) {
        const conditions = (deployment?.status?.conditions ?? []).filter(({status}) => status !== 'True').map(describeCondition);
        return [...conditions, ...(await describeWorkload(api, {namespace, name, selector: deployment?.spec?.selector}, signal))];
      },
    },
  );
}

/** Waits until each node that should has a ready pod. @throws AppError E_TIMEOUT with pods and events. */
export function waitForDaemonSetReady(api: KubeApi, namespace: string, name: string, options: WaitOptions): Promise<DaemonSet> {
  return waitForResources<DaemonSet, DaemonSet>(
    api,
    {apiVersion: 'apps/v1', kind: 'DaemonSet', namespace, fieldSelector: `metadata.name=${name}`},
    {
      ...options,
      what: `the daemon set ${namespace}/${name} to become ready`,
      probe: (found) => found.find(isDaemonSetReady),
      async diagnose([daemonSet], signal) {
        const {numberReady = 0, desiredNumberScheduled = 0} = daemonSet?.status ?? {};
        const counts = daemonSet ? [`${numberReady} of ${desiredNumberScheduled} pods are ready`] : [];
        return [...counts, ...(await describeWorkload(api, {namespace, name, selector: daemonSet?.spec?.selector}, signal))];
      },
    },
  );
}

/** Waits until at least one pod matches and all that match are Ready or have succeeded. @throws AppError E_TIMEOUT with pods and events. */
export function waitForPodsReady(api: KubeApi, namespace: string, labelSelector: string, options: WaitOptions): Promise<readonly Pod[]> {
  return waitForResources<Pod, readonly Pod[]>(
    api,
    {apiVersion: 'v1', kind: 'Pod', namespace, labelSelector},
    {
      ...options,
      what: `the pods ${labelSelector} in ${namespace} to become ready`,
      probe: (pods) => (pods.length > 0 && describePods(pods).length === 0 ? pods : undefined),
      async diagnose(pods, signal) {
        if (pods.length === 0) return [`no pod in ${namespace} has the labels ${labelSelector}`];
        const events = await Promise.all(pods.map(({metadata}) => recentEvents(api, namespace, metadata.name, signal).catch(() => [])));
        return [...describePods(pods), ...events.flat()];
      },
    },
  );
}

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly selector: LabelSelector | undefined;
}

async function describeWorkload(api: KubeApi, {namespace, name, selector}: Workload, signal: AbortSignal): Promise<readonly string[]> {
  if (!selector) return [`${namespace}/${name} does not exist`];
  const labels = Object.entries(selector.matchLabels ?? {});
  const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(',');
  const [pods, events] = await Promise.all([
    api.list<Pod>({apiVersion: 'v1', kind: 'Pod', namespace, labelSelector}, {signal}).catch(() => ({items: []})),
    recentEvents(api, namespace, name, signal).catch(() => []),
  ]);
  return [...(pods.items.length === 0 ? ['it has no pods'] : describePods(pods.items)), ...events];
}
