import type {Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import {nodeImageReference} from '../../images/node-image/node-image.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan, DecidedSpec, PlanFacts} from '../plan/cluster-plan.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import {planCluster} from '../plan/plan-cluster.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {type ClusterState, readCluster} from '../state/cluster-state.ts';
import {checkEffects} from './check-effects.ts';
import {decideSpec} from './decide-spec.ts';
import {likelyFacts, likelySpec} from './likely-plan.ts';
import {checkLimits} from './preflight.ts';
import {type Explicit, reconcileSpec} from './reconcile-spec.ts';

export interface DryRunDeps {
  engine(): Promise<Engine>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Names of the flags on the command line. */
  readonly given?: ReadonlySet<string>;
}

export interface DryRun {
  /** Whether a cluster of that name is there already: `start` then finishes or starts it. */
  readonly exists: boolean;
  /** What could not be found out without an engine, and is assumed. */
  readonly assumed: readonly string[];
  readonly plan: ClusterPlan;
}

/**
 * What `start` would make, without making anything. The engine is asked for facts; without one the plan is made of what is likely.
 * @throws AppError E_CONFIG, E_SUBNET, E_PORT, E_VERSION_UNSUPPORTED.
 */
export async function dryRun(asked: ClusterSpec, explicit: Explicit, {engine, ...deps}: DryRunDeps): Promise<DryRun> {
  checkEffects(asked);
  const found = await engine().then(
    (made) => lookAround(asked, explicit, made, deps),
    (error: unknown) => unlessUnavailable(error),
  );
  deps.signal.throwIfAborted();
  const {spec, facts, state, assumed} = found ?? withoutEngine(asked);
  const nodes = state?.complete ? state.nodes : numberNodes(spec.name, spec.nodes);
  const image = spec.image ?? nodeImageReference(spec.kubernetesVersion);
  // The key is made at the first start; its public half is no secret, and says nothing here.
  const hasBalancer = state?.balancer !== undefined;
  const plan = planCluster({spec, nodes, image, facts, publicKey: 'ssh-ed25519 (made at the first start)', hasBalancer});
  return {exists: state !== undefined, assumed, plan};
}

interface Surroundings {
  readonly spec: DecidedSpec;
  readonly facts: PlanFacts;
  readonly state?: ClusterState | undefined;
  readonly assumed: readonly string[];
}

async function lookAround(
  asked: ClusterSpec,
  explicit: Explicit,
  engine: Engine,
  {progress, signal, given}: Omit<DryRunDeps, 'engine'>,
): Promise<Surroundings | undefined> {
  try {
    const [state, info] = await Promise.all([readCluster(engine, asked.name, {signal}), engine.info({signal})]);
    const wanted = reconcileSpec(asked, explicit, state, progress, given);
    if (!state) checkLimits(wanted.nodes, info);
    // Another machine could only be asked by a container there.
    const facts = engine.endpoint.isLocal
      ? await engine.hostFacts({signal, probeImage: nodeImageReference(wanted.kubernetesVersion)})
      : undefined;
    return {
      spec: state?.spec ?? (await decideSpec(wanted, {engine, signal, routes: facts?.routes ?? []})),
      facts: facts ?? {...likelyFacts, cgroupVersion: info.cgroupVersion},
      state,
      assumed: facts ? [] : ['capabilities and open files of the machine of the engine'],
    };
  } catch (error) {
    return unlessUnavailable(error);
  }
}

function unlessUnavailable(error: unknown): undefined {
  if (isAppError(error, 'E_ENGINE_UNAVAILABLE') || isAppError(error, 'E_ENGINE_PERMISSION')) return undefined;
  throw error;
}

function withoutEngine(asked: ClusterSpec): Surroundings {
  return {
    spec: likelySpec(asked),
    facts: likelyFacts,
    assumed: ['no container engine answers: subnet, port, and what the machine grants'],
  };
}
