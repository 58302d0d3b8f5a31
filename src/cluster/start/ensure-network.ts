import type {Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {networkOf} from '../plan/plan-network.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {lockAllocation} from '../state/cluster-lock.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {decideSpec} from './decide-spec.ts';

export interface EnsureNetworkDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Networks that the host routes already. */
  readonly routes: readonly string[];
  /** Ports of the host that are taken, where that cannot be tried from here. */
  readonly portsInUse?: readonly number[] | undefined;
}

/**
 * The cluster's network, and with it the decisions that last: subnet and API port, which the network's label keeps.
 * @throws AppError E_SUBNET, E_PORT.
 */
export async function ensureNetwork(spec: ClusterSpec, state: ClusterState | undefined, deps: EnsureNetworkDeps): Promise<DecidedSpec> {
  if (state?.network && state.spec) return state.spec;
  const {engine, signal} = deps;
  await using _lock = await lockAllocation({...deps, timeoutMs: 30_000});
  if (state?.spec) {
    // Somebody removed the network: it comes back with the same addresses, for certificates and etcd hold them.
    await engine.networks.create(networkOf(state.spec), {signal});
    return state.spec;
  }
  const refused: string[] = [];
  for (;;) {
    const decided = await decideSpec(spec, {engine, signal, routes: [...deps.routes, ...refused], portsInUse: deps.portsInUse ?? []});
    try {
      await engine.networks.create(networkOf(decided), {signal});
      return decided;
    } catch (error) {
      // The engine may know of networks that its listing does not show; a subnet that the user named is not replaced.
      if (!isAppError(error, 'E_SUBNET') || spec.networking.subnet !== undefined || refused.length > 20) throw error;
      refused.push(decided.networking.subnet);
    }
  }
}
