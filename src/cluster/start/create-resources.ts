import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan, NodePlan} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/** Since when nodes run, by name: what the API server says of them from before is out of date. */
export type StartedNodes = ReadonlyMap<string, Date>;

export interface CreateResourcesDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Makes what the plan wants and the engine lacks: volumes, containers with their files, all running. The shared volume comes after those of
 * the nodes: once it exists, the labels of the nodes' volumes are the list of nodes, whatever is interrupted later.
 * Returns since when each node runs.
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
  return new Map(started);
}

/** Creates the node's container unless it is there, writes its files and starts it. A running one gets the files too, and applies them. */
async function runNode(
  node: NodePlan,
  state: ClusterState | undefined,
  {engine, signal}: CreateResourcesDeps,
): Promise<readonly [string, Date]> {
  const existing = state?.nodes.find(({name}) => name === node.name)?.container;
  if (!existing) await engine.containers.create(node.container, {signal});
  await engine.containers.putFiles(node.name, node.files, {signal});
  if (existing?.state === 'paused') await engine.containers.unpause(node.name, {signal});
  if (existing?.state === 'running' || existing?.state === 'paused') await reloadNetwork(node.name, engine, signal);
  else await engine.containers.start(node.name, {signal});
  const details = await engine.containers.inspect(node.name, {signal});
  return [node.name, new Date(details?.startedAt ?? 0)];
}

/** Lets a running node apply the routes and names it was given. @throws AppError E_NODE. */
async function reloadNetwork(name: string, engine: Engine, signal: AbortSignal): Promise<void> {
  const script = '/usr/local/lib/flotilla/wait-booted && systemctl reload-or-restart flotilla-network';
  const {exitCode, stderr} = await engine.containers.exec(name, ['sh', '-c', script], {signal});
  if (exitCode === 0) return;
  throw new AppError('E_NODE', `Node ${name} did not apply its routes.`, {
    details: stderr.toString().trim().split('\n').slice(-5),
    hints: [`docker restart ${name} makes the node start anew`, 'flotilla logs --problems shows what went wrong on the nodes'],
  });
}
