import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterPlan, NodePlan} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {runBalancer} from './balancer.ts';
import {removeOutdated} from './outdated-containers.ts';

/** Since when nodes run, by name: what the API server says of them from before is out of date. */
export type StartedNodes = ReadonlyMap<string, Date>;

export interface CreateResourcesDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Which nodes of a plan a command is about. */
export interface Scope {
  /** Names of the nodes that shall run afterwards; all of them unless told. Of the others, those that exist get their files only. */
  readonly active?: ReadonlySet<string>;
  /** Names of the containers that are made anew even if they are as planned, as of another image. */
  readonly replace?: ReadonlySet<string>;
  /** What the user sees of it. */
  readonly title?: string;
}

/**
 * Makes what the plan wants and the engine lacks: volumes, containers with their files, all running. The shared volume comes after those of
 * the nodes: once it exists, the labels of the nodes' volumes are the list of nodes, whatever is interrupted later.
 * Returns since when each active node runs.
 */
export async function createResources(
  plan: ClusterPlan,
  state: ClusterState | undefined,
  deps: CreateResourcesDeps,
  {active, replace = new Set(), title}: Scope = {},
): Promise<StartedNodes> {
  const {engine, progress, signal} = deps;
  const isActive = ({name}: NodePlan): boolean => active?.has(name) ?? true;
  const nodes = plan.nodes.filter(isActive);
  const containers = new Map(state?.nodes.flatMap(({name, container}) => (container ? [[name, container]] : [])));
  await mapConcurrent(nodes, {signal}, (node, scope) => engine.volumes.ensure(node.volume, {signal: scope}));
  await engine.volumes.ensure(plan.sharedVolume, {signal});
  const started = await progress.step(title ?? (nodes.length === 1 ? 'Starting the node' : `Starting ${nodes.length} nodes`), async () => {
    const balancer = plan.balancer && state?.balancer ? [{wanted: plan.balancer.container, existing: state.balancer}] : [];
    const present = nodes.flatMap(({name, container}) => {
      const existing = containers.get(name);
      return existing ? [{wanted: container, existing}] : [];
    });
    // All of them first: a port goes from one container to another when a cluster gets its balancer.
    const removed = await removeOutdated([...present, ...balancer], {network: plan.network.name, replace}, {engine, signal});
    const kept = (name: string) => (removed.has(name) ? undefined : containers.get(name));
    const tasks = plan.nodes.map((node) => async (scope: AbortSignal) => {
      if (isActive(node)) return [await runNode(node, kept(node.name), {...deps, signal: scope})];
      if (containers.has(node.name)) await engine.containers.putFiles(node.name, node.files, {signal: scope});
      return [];
    });
    const withBalancer = async (scope: AbortSignal): Promise<[]> => {
      if (plan.balancer) {
        const existing = state?.balancer && !removed.has(state.balancer.name) ? state.balancer : undefined;
        await runBalancer(plan.balancer, existing, engine, scope);
      }
      return [];
    };
    return (await mapConcurrent([...tasks, withBalancer], {signal}, (task, scope) => task(scope))).flat();
  });
  return new Map(started);
}

/** Creates the node's container unless it is there, writes its files and starts it. A running one gets the files too, and applies them. */
async function runNode(
  node: NodePlan,
  existing: {readonly state: string} | undefined,
  {engine, signal}: CreateResourcesDeps,
): Promise<readonly [string, Date]> {
  if (!existing) await engine.containers.create(node.container, {signal});
  await engine.containers.putFiles(node.name, node.files, {signal});
  if (existing?.state === 'paused') await engine.containers.unpause(node.name, {signal});
  if (existing?.state === 'running' || existing?.state === 'paused') await reloadNetwork(node.name, engine, signal);
  else await engine.containers.start(node.name, {signal});
  const details = await engine.containers.inspect(node.name, {signal});
  return [node.name, new Date(details?.startedAt ?? 0)];
}

/** Lets a running node apply the routes and names it was given. @throws AppError E_NODE. */
export async function reloadNetwork(name: string, engine: Engine, signal: AbortSignal): Promise<void> {
  const script = '/usr/local/lib/flotilla/wait-booted && systemctl reload-or-restart flotilla-network';
  const {exitCode, stderr} = await engine.containers.exec(name, ['sh', '-c', script], {signal});
  if (exitCode === 0) return;
  throw new AppError('E_NODE', `Node ${name} did not apply its routes.`, {
    details: stderr.toString().trim().split('\n').slice(-5),
    hints: [`docker restart ${name} makes the node start anew`, 'flotilla logs --problems shows what went wrong on the nodes'],
  });
}
