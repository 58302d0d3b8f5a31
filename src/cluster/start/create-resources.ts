import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan, NodePlan} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/** When nodes were started, by name: what the API server says of them from before is out of date. */
export type StartedNodes = ReadonlyMap<string, Date>;

export interface CreateResourcesDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Makes what the plan wants and the engine lacks: volumes, containers with their files, all running. The shared volume comes after those of
 * the nodes: once it exists, the labels of the nodes' volumes are the list of nodes, whatever is interrupted later.
 * Returns the nodes that were started now.
 */
export async function createResources(
  plan: ClusterPlan,
  state: ClusterState | undefined,
  deps: CreateResourcesDeps,
): Promise<StartedNodes> {
  const {engine, progress, signal} = deps;
  await mapConcurrent(plan.nodes, {signal}, (node, scope) => engine.volumes.ensure(node.volume, {signal: scope}));
  await engine.volumes.ensure(plan.sharedVolume, {signal});
  const started = await progress.step(plan.nodes.length === 1 ? 'Starting the node' : `Starting ${plan.nodes.length} nodes`, () =>
    mapConcurrent(plan.nodes, {signal}, (node, scope) => runNode(node, state, {...deps, signal: scope})),
  );
  return new Map(started.flatMap((entry) => (entry ? [entry] : [])));
}

/** Creates the node's container unless it is there, writes its files and starts it. A running one gets the files too, and applies them. */
async function runNode(
  node: NodePlan,
  state: ClusterState | undefined,
  {engine, signal}: CreateResourcesDeps,
): Promise<readonly [string, Date] | undefined> {
  const existing = state?.nodes.find(({name}) => name === node.name)?.container;
  if (!existing) await engine.containers.create(node.container, {signal});
  await engine.containers.putFiles(node.name, node.files, {signal});
  if (existing?.state === 'paused') await engine.containers.unpause(node.name, {signal});
  if (existing?.state === 'running' || existing?.state === 'paused') {
    await engine.containers.exec(node.name, ['systemctl', 'reload', 'flotilla-network'], {signal});
    return undefined;
  }
  await engine.containers.start(node.name, {signal});
  const details = await engine.containers.inspect(node.name, {signal});
  return [node.name, new Date(details?.startedAt ?? 0)];
}
