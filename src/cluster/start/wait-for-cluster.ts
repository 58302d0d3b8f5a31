import {allOf} from '../../async/all-of.ts';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import {waitForNodesReady} from '../../kube/wait/wait-for-nodes.ts';
import type {WaitOptions} from '../../kube/wait/wait-for-resources.ts';
import {waitForServiceAccount} from '../../kube/wait/wait-for-service-account.ts';
import {waitForDaemonSetReady, waitForDeploymentAvailable} from '../../kube/wait/wait-for-workloads.ts';
import type {Progress} from '../../progress/progress.ts';
import type {StartedNodes} from './create-resources.ts';
import {waitForReports, waitForRestartedPods} from './wait-for-fresh-state.ts';

/** What `start` can wait for, with minikube's names. */
export const waitTargets = ['apiserver', 'system_pods', 'default_sa', 'node_ready'] as const;
export type WaitFor = (typeof waitTargets)[number];

export interface WaitInput {
  /** Names of the nodes that shall be Ready. */
  readonly names: readonly string[];
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
  {names, wait, waitTimeoutMs, started}: WaitInput,
  api: KubeApi,
  {progress, signal}: WaitDeps,
): Promise<void> {
  const options = {signal, timeoutMs: waitTimeoutMs};
  const waits: Record<WaitFor, () => Promise<unknown>> = {
    apiserver: async () => {},
    node_ready: () =>
      progress.step(names.length === 1 ? 'Waiting for the node' : `Waiting for ${names.length} nodes`, () =>
        allOf(
          signal,
          (scope) => waitForReports(api, started, {...options, signal: scope}),
          (scope) => waitForNodesReady(api, names, {...options, signal: scope}),
        ),
      ),
    system_pods: () =>
      progress.step('Waiting for DNS and storage', async () => {
        await allOf(
          signal,
          (scope) => waitForWorkloads(api, {...options, signal: scope}),
          (scope) => waitForRestartedPods(api, started, {...options, signal: scope}),
        );
      }),
    default_sa: () => waitForServiceAccount(api, 'default', 'default', options),
  };
  await mapConcurrent(wait, {signal}, (target) => waits[target]());
}

/** Waits for those of the system's workloads that are there: what a user removed is not missed. */
async function waitForWorkloads(api: KubeApi, options: WaitOptions): Promise<void> {
  const query = {namespace: 'kube-system', apiVersion: 'apps/v1'};
  const [{items: sets}, {items: deployments}] = await Promise.all([
    api.list({...query, kind: 'DaemonSet'}, options),
    api.list({...query, kind: 'Deployment'}, options),
  ]);
  const has = (objects: readonly KubeObject[], wanted: string): boolean => objects.some(({metadata}) => metadata.name === wanted);
  const present = ['coredns', 'storage-provisioner'].filter((name) => has(deployments, name));
  const presentSets = ['kube-proxy', 'kube-network-policies'].filter((name) => has(sets, name));
  await allOf(
    options.signal,
    (signal) =>
      mapConcurrent(presentSets, {signal}, (name, scope) => waitForDaemonSetReady(api, 'kube-system', name, {...options, signal: scope})),
    (signal) =>
      mapConcurrent(present, {signal}, (name, scope) => waitForDeploymentAvailable(api, 'kube-system', name, {...options, signal: scope})),
  );
}
