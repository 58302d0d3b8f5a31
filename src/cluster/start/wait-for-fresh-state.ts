import type {KubeApi} from '../../kube/kube-api.ts';
import type {Lease, Pod} from '../../kube/kube-types.ts';
import {type WaitOptions, waitForResources} from '../../kube/wait/wait-for-resources.ts';
import type {StartedNodes} from './create-resources.ts';

/**
 * Waits until the kubelets of nodes that were started now have reported since. After a stop the API server still says "Ready", from before.
 * @throws AppError E_TIMEOUT.
 */
export async function waitForReports(api: KubeApi, started: StartedNodes, options: WaitOptions): Promise<void> {
  const silent = (leases: readonly Lease[]): string[] =>
    [...started].flatMap(([node, since]) => {
      const renewed = leases.find(({metadata}) => metadata.name === node)?.spec?.renewTime;
      return renewed !== undefined && new Date(renewed) > since ? [] : [node];
    });
  await waitForResources<Lease, true>(
    api,
    {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-node-lease'},
    {
      ...options,
      what: 'the kubelets to report',
      probe: (leases) => silent(leases).length === 0 || undefined,
      diagnose: async (leases) => silent(leases).map((node) => `the kubelet of ${node} has not reported since the node was started`),
    },
  );
}

/**
 * Waits until the system's pods on nodes that were started now run again: every container started since and ready. Static pods are left out:
 * the API server that answers is one of them.
 * @throws AppError E_TIMEOUT.
 */
export async function waitForRestartedPods(api: KubeApi, started: StartedNodes, options: WaitOptions): Promise<void> {
  const late = (pods: readonly Pod[]): Pod[] =>
    pods.filter((pod) => !isStatic(pod) && !hasRestarted(pod, started.get(pod.spec?.nodeName ?? '')));
  await waitForResources<Pod, true>(
    api,
    {apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system'},
    {
      ...options,
      what: "the system's pods to run again",
      probe: (pods) => late(pods).length === 0 || undefined,
      diagnose: async (pods) => late(pods).map(({metadata, spec}) => `${metadata.name} on ${spec?.nodeName} has not started again`),
    },
  );
}

const isStatic = ({metadata}: Pod): boolean => metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;

function hasRestarted({status}: Pod, since: Date | undefined): boolean {
  if (since === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return true;
  const containers = status?.containerStatuses ?? [];
  // startedAt has whole seconds: one that began within the node's first second counts as new.
  const earliest = Math.floor(since.getTime() / 1000) * 1000;
  return (
    containers.length > 0 && containers.every(({ready, state}) => ready && new Date(state?.running?.startedAt ?? 0).getTime() >= earliest)
  );
}
