import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode, Pod} from '../../kube/kube-types.ts';
import {type WaitOptions, waitForResources} from '../../kube/wait/wait-for-resources.ts';
import type {StartedNodes} from './create-resources.ts';

/**
 * Waits until the kubelets of nodes that were started now have reported since that they are ready. After a stop the API server still says
 * "Ready", from before.
 * @throws AppError E_TIMEOUT.
 */
export async function waitForReports(api: KubeApi, started: StartedNodes, options: WaitOptions): Promise<void> {
  const silent = (nodes: readonly KubeNode[]): string[] =>
    [...started].flatMap(([name, since]) => {
      const {status} = nodes.find(({metadata}) => metadata.name === name) ?? {};
      // The first report of a kubelet after a restart may say that it is not ready yet: both have to be of the same report.
      const {status: ready, lastHeartbeatTime} = status?.conditions?.find(({type}) => type === 'Ready') ?? {};
      const isFresh = lastHeartbeatTime !== undefined && new Date(lastHeartbeatTime).getTime() >= wholeSeconds(since);
      return isFresh && ready === 'True' ? [] : [name];
    });
  await waitForResources<KubeNode, true>(
    api,
    {apiVersion: 'v1', kind: 'Node'},
    {
      ...options,
      what: 'the kubelets to report that they are ready',
      probe: (nodes) => silent(nodes).length === 0 || undefined,
      diagnose: async (nodes) =>
        silent(nodes).map((node) => `the kubelet of ${node} has not reported that it is ready since the node was started`),
    },
  );
}

/**
 * Waits until the system's pods run again on nodes that were started since: every container began after its node and is ready.
 * @throws AppError E_TIMEOUT.
 */
export async function waitForRestartedPods(api: KubeApi, started: StartedNodes, options: WaitOptions): Promise<void> {
  const late = (pods: readonly Pod[]): Pod[] =>
    pods.filter((pod) => isOurs(pod) && !hasRestarted(pod, started.get(pod.spec?.nodeName ?? '')));
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

/** The pods that `start` itself has put there; what users run in kube-system may fail as it likes. */
const isOurs = ({metadata: {labels = {}}}: Pod): boolean =>
  ['kube-dns', 'kube-proxy', 'kube-network-policies'].includes(labels['k8s-app'] ?? '') ||
  labels['app.kubernetes.io/name'] === 'storage-provisioner';

function hasRestarted({status}: Pod, since: Date | undefined): boolean {
  if (since === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return true;
  const containers = status?.containerStatuses ?? [];
  const earliest = wholeSeconds(since);
  return (
    containers.length > 0 && containers.every(({ready, state}) => ready && new Date(state?.running?.startedAt ?? 0).getTime() >= earliest)
  );
}

/** The API server's times have whole seconds: what happened within the first one counts as new. */
const wholeSeconds = (time: Date): number => Math.floor(time.getTime() / 1000) * 1000;
