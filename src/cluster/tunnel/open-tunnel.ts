import {isHolderGone} from '../../async/lock-holder.ts';
import {pollUntil} from '../../async/poll-until.ts';
import type {Container, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {adminEntry} from '../kubeconfig/admin-entry.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import {apiAccess} from '../plan/api-access.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {runTunnel} from './run-tunnel.ts';
import {markOf} from './tunnel-container.ts';
import {askTunnel, type TunnelState} from './tunnel-state.ts';

export interface TunnelDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
  kubeApi(entry: KubeconfigEntry): KubeApi;
}

export interface OpenTunnelInput {
  readonly cluster: string;
  /** Ends with the terminal that follows it; else with the cluster. */
  readonly attached: boolean;
  /** Replace what others have written into statuses, such as an earlier tunnel of another pool. */
  readonly cleanup: boolean;
}

/** A tunnel that runs: its container's id, and what it tells. */
export interface OpenedTunnel {
  readonly container: string;
  readonly state: TunnelState;
}

/**
 * Starts the tunnel of a cluster and waits until it has given addresses to the Services that there are.
 * @throws AppError E_TUNNEL_RUNNING when there is one, E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_ENGINE_UNSUPPORTED, E_TIMEOUT.
 */
export async function openTunnel({cluster, attached, cleanup}: OpenTunnelInput, deps: TunnelDeps): Promise<OpenedTunnel> {
  const {engine, progress} = deps;
  await requireCluster(engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const state = await requireCluster(engine, cluster, {signal});
  const [existing] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  if (existing) await refuseRunning(cluster, existing, engine, signal);
  const entry = await adminEntry(state, 'published', {...deps, signal});
  const spec = requireSpec(state);
  const image = state.nodes.find(({container}) => container?.state === 'running')?.container?.image ?? '';
  const access = apiAccess(spec, state.nodes, state.balancer !== undefined);
  const api = deps.kubeApi(entry);
  using _connections = {[Symbol.dispose]: () => api.close()};
  return progress.step('Starting the tunnel', async () => {
    const container = await runTunnel({spec, image, access, attached, cleanup}, api, engine, signal);
    return {container, state: await waitForTunnel(container, cluster, engine, signal)};
  });
}

/** A tunnel whose terminal was killed goes on for some seconds; the next run takes its place. */
async function refuseRunning(cluster: string, {id, state, labels}: Container, engine: Engine, signal: AbortSignal): Promise<void> {
  if (state !== 'running' && state !== 'restarting' && state !== 'paused') return;
  const mark = markOf({labels});
  if (mark?.attached && isHolderGone(mark.holder ?? '') === true) return;
  if (mark?.attached && state === 'running' && (await askTunnel(id, engine, signal))?.followers === 0) return;
  throw new AppError('E_TUNNEL_RUNNING', `Another tunnel of the cluster "${cluster}" is already running.`, {
    hints: [`flotilla tunnel status -p ${cluster}`, `flotilla tunnel stop -p ${cluster} ends it`],
  });
}

/** Waits until a tunnel has done its first work. */
export function waitForTunnel(container: string, cluster: string, engine: Engine, signal: AbortSignal): Promise<TunnelState> {
  let seen: TunnelState | undefined;
  return pollUntil(
    async (scope) => {
      seen = await askTunnel(container, engine, scope);
      return seen?.ready ? seen : undefined;
    },
    {
      signal,
      timeoutMs: 60_000,
      everyMs: 100,
      what: `the tunnel of "${cluster}"`,
      diagnose: async () => [
        ...(seen?.problem === undefined ? [] : [seen.problem]),
        await engine.containers.logs(container, {signal: AbortSignal.timeout(5000), tail: 5}),
      ],
    },
  );
}
