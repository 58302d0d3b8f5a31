import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Container, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {type ClusterState, requireCluster} from '../state/cluster-state.ts';
import type {MountDeps} from './add-mount.ts';
import {type LiveMount, mountOf, showMount} from './mount-keeper.ts';

/** Unmounts what `mount` has mounted; no paths is all of it. @throws AppError E_USAGE, before anything is unmounted, for a path where nothing is. */
export async function removeMounts(cluster: string, paths: readonly string[], deps: MountDeps): Promise<LiveMount[]> {
  const {engine, progress} = deps;
  await requireCluster(engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const state = await requireCluster(engine, cluster, {signal});
  const keepers = (await helperContainers(engine, cluster, {signal, part: 'mount'})).flatMap((keeper) => {
    const mount = mountOf(keeper);
    return mount ? [{keeper, mount}] : [];
  });
  const wanted = paths.map((path) => path.replace(/(?<=.)\/+$/, ''));
  const unknown = wanted.find((path) => !keepers.some(({mount}) => mount.nodePath === path));
  if (unknown !== undefined) {
    throw new AppError('E_USAGE', `Nothing was mounted on ${unknown} while "${cluster}" ran.`, {
      hints: [`flotilla mount list -p ${cluster}`],
    });
  }
  const chosen = keepers.filter(({mount}) => wanted.length === 0 || wanted.includes(mount.nodePath));
  for (const {keeper, mount} of chosen) {
    await progress.step(`Unmounting ${showMount(mount)}`, () => unmount(keeper, mount, state, engine, signal));
  }
  return chosen.map(({mount}) => mount);
}

/** The keeper goes first, or it would mount again. Lazily, for pods may have files open; they lose them when they close them. */
async function unmount(
  keeper: Container,
  {nodePath, node}: LiveMount,
  state: ClusterState,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  await engine.containers.remove(keeper.name, {signal});
  const running = state.nodes.filter(({name, container}) => container?.state === 'running' && (node === undefined || node === name));
  await mapConcurrent(running, {signal}, async ({name}, scope) => {
    const script = 'while mountpoint -q -- "$1"; do umount -l -- "$1" || exit; done';
    await engine.containers.exec(name, ['sh', '-c', script, 'sh', nodePath], {signal: scope});
  });
}
