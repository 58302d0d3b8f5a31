import {mapConcurrent} from '../../async/map-concurrent.ts';
import {pollUntil} from '../../async/poll-until.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type NodeState, requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {findNode} from '../status/find-node.ts';
import {checkHostPaths} from './check-host-paths.ts';
import {detachMount, sourceOf} from './detach-mount.ts';
import {complaintsOf} from './keeper-complaints.ts';
import {type LiveMount, mountKeeper, mountOf, showMount} from './mount-keeper.ts';
import {isSameSource, readMountsOn} from './mount-table.ts';

export interface MountDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface MountedEverywhere {
  readonly mount: LiveMount;
  /** Names of the running nodes that see it now. */
  readonly nodes: readonly string[];
}

/**
 * Mounts a folder or file of the host in the nodes of a running cluster, which go on as they are. It lasts until it is removed, through stop
 * and start; nodes added later get it too.
 * @throws AppError E_FILE, E_CONFIG when something else is mounted there, E_NODE when the kernel refuses.
 */
export async function addMount(cluster: string, wanted: LiveMount, deps: MountDeps): Promise<MountedEverywhere> {
  const {engine, progress} = deps;
  await requireCluster(engine, cluster, deps);
  await checkHostPaths([wanted], engine.endpoint, progress);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const state = await requireCluster(engine, cluster, {signal});
  const only = wanted.node === undefined ? undefined : findNode(state, wanted.node);
  const mount = only ? {...wanted, node: only.name} : wanted;
  const image = (only ?? state.nodes.find(({container}) => container))?.container?.image;
  if (image === undefined)
    throw new AppError('E_NOT_RUNNING', `The cluster "${cluster}" has no nodes.`, {hints: [`flotilla start -p ${cluster}`]});
  const keeper = mountKeeper(cluster, image, mount);
  const nodes = (only ? [only] : state.nodes).filter(({container}) => container?.state === 'running');
  const existing = await helperContainers(engine, cluster, {signal, part: 'mount'});
  const same = existing.find(({name}) => name === keeper.name);
  checkPlace(
    mount,
    existing.filter((one) => one !== same).flatMap((one) => mountOf(one) ?? []),
    state.nodes,
    state.spec?.mounts ?? [],
  );
  const known = same && mountOf(same);
  if (known && (known.hostPath !== mount.hostPath || known.readOnly !== mount.readOnly)) throw placeTaken(mount, showMount(known));
  if (!same) await engine.containers.create(keeper, {signal});
  await progress.step(`Mounting ${showMount(mount)}`, async () => {
    try {
      if (nodes.length > 0) await engine.containers.start(keeper.name, {signal});
      await waitForMount(keeper.name, mount, nodes, engine, signal);
    } catch (error) {
      if (!same) await takeBack(keeper.name, mount, state.nodes, deps);
      throw error;
    }
  });
  return {mount, nodes: nodes.map(({name}) => name)};
}

function checkPlace(
  mount: LiveMount,
  live: readonly LiveMount[],
  nodes: readonly NodeState[],
  specified: readonly {readonly hostPath: string; readonly nodePath: string}[],
): void {
  const seenBySame = (node: string | undefined): boolean => node === undefined || mount.node === undefined || node === mount.node;
  const other = live.find(({nodePath, node}) => nodePath === mount.nodePath && seenBySame(node));
  if (other) throw placeTaken(mount, showMount(other));
  const fixed = [...specified, ...nodes.filter(({name}) => seenBySame(name)).flatMap(({spec}) => spec.mounts)];
  const one = fixed.find(({nodePath}) => nodePath === mount.nodePath);
  if (one) throw placeTaken(mount, `${one.hostPath} -> ${one.nodePath}, of the cluster's specification`);
}

const placeTaken = ({nodePath}: LiveMount, by: string): AppError =>
  new AppError('E_CONFIG', `${nodePath} is taken: ${by}.`, {
    hints: [`flotilla mount remove ${nodePath} first`, 'choose another path in the nodes'],
  });

/** Nothing of a mount that was not finished shall be left; where something is, it stays listed and can be removed. */
async function takeBack(keeper: string, mount: LiveMount, nodes: readonly NodeState[], {engine, progress}: MountDeps): Promise<void> {
  try {
    await detachMount(keeper, mount, nodes, engine, {signal: AbortSignal.timeout(30_000)});
  } catch (error) {
    progress.warn(
      `${showMount(mount)} may be left in some nodes: ${(error as Error).message} flotilla mount remove ${mount.nodePath} ends it.`,
    );
  }
}

/** The keeper does its work in the nodes' own time; what it says when it cannot is in its log. */
async function waitForMount(
  keeper: string,
  {nodePath}: LiveMount,
  nodes: readonly NodeState[],
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  await mapConcurrent(nodes, {signal}, async ({name}, scope) => {
    await pollUntil(
      async (inner) => {
        const source = await sourceOf(keeper, engine, {signal: inner});
        const upper = (await readMountsOn(nodePath, name, engine, {signal: inner})).at(-1);
        if (source && upper && isSameSource(source, upper)) return true;
        const log = complaintsOf(await engine.containers.logs(keeper, {signal: inner}), name);
        if (log.length > 0)
          throw new AppError('E_NODE', `Node ${name} cannot get the mount.`, {details: log, hints: ['kernels from 5.2 on can do this']});
        return undefined;
      },
      {signal: scope, timeoutMs: 30_000, everyMs: 150, what: `the mount in node ${name}`},
    );
  });
}
