import {AppError} from '../../errors/app-error.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {MountDeps} from './add-mount.ts';
import {detachMount, seeing} from './detach-mount.ts';
import {type LiveMount, mountOf, showMount} from './mount-keeper.ts';

/**
 * Unmounts what `mount` has mounted; no paths is all of it.
 * @throws AppError E_USAGE for a path where nothing is, E_NOT_RUNNING while a node that has one of them is paused, both before anything is
 * unmounted; E_NODE when a node cannot.
 */
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
  const paused = state.nodes.filter((node) => chosen.some(({mount}) => seeing(mount, [node], 'paused').length > 0));
  if (paused.length > 0) {
    const names = paused.map(({name}) => name).join(', ');
    throw new AppError('E_NOT_RUNNING', `${names} cannot unmount anything while paused.`, {hints: [`flotilla unpause -p ${cluster}`]});
  }
  for (const {keeper, mount} of chosen) {
    await progress.step(`Unmounting ${showMount(mount)}`, () => detachMount(keeper.name, mount, state.nodes, engine, {signal}));
  }
  return chosen.map(({mount}) => mount);
}
