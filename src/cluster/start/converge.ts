import {keepProfiles} from '../../apparmor/cluster/keep-profiles.ts';
import type {HostFacts} from '../../engine/host-facts.ts';
import type {NodeImage} from '../../images/node-image/node-image.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {startMountKeepers} from '../mounts/start-mount-keepers.ts';
import type {ClusterPlan, DecidedSpec, NumberedNode} from '../plan/cluster-plan.ts';
import {type NodeImageRef, planCluster} from '../plan/plan-cluster.ts';
import {startPortProxies} from '../ports/start-port-proxies.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {keepTunnel} from '../tunnel/keep-tunnel.ts';
import {nodeVersion, outdatedNodes} from '../upgrade/versions.ts';
import {bringUp} from './bring-up.ts';
import {createResources, type Scope, type StartedNodes} from './create-resources.ts';
import {disposableApi, type StartDeps} from './start-deps.ts';

export interface ConvergeInput extends Scope {
  readonly spec: DecidedSpec;
  /** All nodes that the cluster shall have. */
  readonly nodes: readonly NumberedNode[];
  readonly state: ClusterState | undefined;
  readonly image: NodeImage;
  readonly facts: HostFacts;
  /** Milliseconds for the control plane. */
  readonly timeoutMs: number;
  /** Whether there shall be a tunnel; undefined: only if there was one that was to last. */
  readonly tunnel?: boolean | undefined;
}

export interface Converged {
  readonly plan: ClusterPlan;
  readonly started: StartedNodes;
  /** The administrator's credentials. */
  readonly entry: KubeconfigEntry;
}

/** Makes of what exists what shall exist: plans, creates what is missing, and brings the control plane up. */
export async function converge(input: ConvergeInput, deps: StartDeps): Promise<Converged> {
  const {spec, nodes, state, image, facts, timeoutMs} = input;
  const publicKey = await deps.publicKey(spec.name);
  const hasBalancer = state?.balancer !== undefined;
  const outdated = new Map(
    (state ? outdatedNodes(state, spec.kubernetesVersion) : []).flatMap((node) =>
      input.replace?.has(node.name) ? [] : [[node.name, refOf(node)]],
    ),
  );
  const plan = planCluster({spec, nodes, image: image.reference, facts, publicKey, hasBalancer, outdated});
  await startMountKeepers(spec.name, deps);
  const started = await createResources(plan, state, deps, input);
  await startPortProxies({cluster: spec.name, image: image.reference, nodes: plan.nodes}, deps);
  const active = input.active ? {active: input.active} : {};
  const entry = await bringUp({plan, contents: image.contents, timeoutMs, ...active}, deps);
  await keepProfiles(plan, input.active, deps);
  using api = disposableApi(deps.kubeApi(entry));
  await keepTunnel({plan, image: image.reference, wanted: input.tunnel}, api.api, deps);
  return {plan, started, entry};
}

const refOf = (node: NodeState): NodeImageRef => ({image: node.container?.image ?? '', kubernetesVersion: nodeVersion(node) ?? ''});
