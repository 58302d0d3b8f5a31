import type {KubeApi} from '../../kube/kube-api.ts';
import {waitForNodesReady} from '../../kube/wait/wait-for-nodes.ts';
import {waitForServiceAccount} from '../../kube/wait/wait-for-service-account.ts';
import {waitForDaemonSetReady, waitForDeploymentAvailable} from '../../kube/wait/wait-for-workloads.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan} from '../plan/cluster-plan.ts';
import type {StartedNodes} from './create-resources.ts';
import {waitForReports, waitForRestartedPods} from './wait-for-fresh-state.ts';

/** What `start` can wait for, with minikube's names. */
export const waitTargets = ['apiserver', 'system_pods', 'default_sa', 'node_ready'] as const;
export type WaitFor = (typeof waitTargets)[number];

export interface WaitInput {
  readonly wait: readonly WaitFor[];
  /** Milliseconds. */
  readonly waitTimeoutMs: number;
  readonly started: StartedNodes;
}

export interface WaitDeps {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Waits until the cluster can be used. @throws AppError E_TIMEOUT with what was not ready. */
export async function waitForCluster(
  plan: ClusterPlan,
  {wait, waitTimeoutMs, started}: WaitInput,
  api: KubeApi,
  {progress, signal}: WaitDeps,
): Promise<void> {
  const options = {signal, timeoutMs: waitTimeoutMs};
  const names = plan.nodes.map(({name}) => name);
  const waits: Record<WaitFor, () => Promise<unknown>> = {
    apiserver: async () => {},
    node_ready: () =>
      progress.step(names.length === 1 ? 'Waiting for the node' : `Waiting for ${names.length} nodes`, () =>
        Promise.all([waitForReports(api, started, options), waitForNodesReady(api, names, options)]),
      ),
    system_pods: () =>
      progress.step('Waiting for DNS and storage', async () => {
        await Promise.all([
          waitForDaemonSetReady(api, 'kube-system', 'kube-proxy', options),
          waitForDeploymentAvailable(api, 'kube-system', 'coredns', options),
          waitForDeploymentAvailable(api, 'kube-system', 'storage-provisioner', options),
          waitForRestartedPods(api, started, options),
        ]);
      }),
    default_sa: () => waitForServiceAccount(api, 'default', 'default', options),
  };
  await Promise.all(wait.map((target) => waits[target]()));
}
