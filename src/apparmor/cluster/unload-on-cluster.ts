import type {CallOptions} from '../../engine/engine.ts';
import {examine} from '../kernel/examine.ts';
import {removeProfiles} from '../kernel/parser.ts';
import {requireSupport} from '../kernel/support.ts';
import {requireOwn, type UnloadedRow} from '../load-on-hosts.ts';
import {asRoot} from '../machine.ts';
import {notLoaded} from '../run-confined.ts';
import {labelNodes} from './label-nodes.ts';
import type {ClusterTarget} from './load-on-cluster.ts';
import {keepersOf, readOtherStores, readStore} from './profile-stores.ts';
import {filesOf, unloadedFile} from './stored-profile.ts';

export interface UnloadWish {
  readonly names: readonly string[];
  readonly force: boolean;
  /** Names of the profiles of the cluster file, which shall not come back. */
  readonly specified: readonly string[];
}

/**
 * Takes profiles from a cluster, and out of the kernel those that no other cluster keeps.
 * @throws AppError E_APPARMOR_UNSUPPORTED, E_APPARMOR_NOT_LOADED, E_APPARMOR_CONFLICT.
 */
export async function unloadOnCluster(
  {names, force, specified}: UnloadWish,
  target: ClusterTarget,
  options: CallOptions,
): Promise<UnloadedRow[]> {
  const {cluster, machines, engine, controlPlane} = target;
  const [first] = machines;
  const [findings, own, others] = await Promise.all([
    examine(first, options),
    readStore(first.name, engine, options),
    readOtherStores(cluster, engine, options),
  ]);
  requireSupport(first.name, findings);
  const decided = names.map((name) => {
    const mine = own.profiles.find((profile) => profile.name === name);
    const usedBy = [...keepersOf(name, others), ...others.unknown];
    if (!mine && !findings.loaded.has(name)) throw notLoaded(name, `the cluster "${cluster}"`);
    // One that took the place of the host's own is the host's still.
    requireOwn(name, first.name, mine?.replacedHost !== true && (mine !== undefined || usedBy.length > 0), force);
    return {name, mine, usedBy};
  });
  const going = decided.filter(({usedBy}) => force || usedBy.length === 0).filter(({name}) => findings.loaded.has(name));
  await removeProfiles(
    going.map(({name}) => name),
    first,
    options,
  );
  await asRoot(first, 'rm -f -- "$@"', names.flatMap(filesOf), options);
  const tombs = names.filter((name) => specified.includes(name)).map(unloadedFile);
  if (tombs.length > 0) await engine.containers.putFiles(first.name, tombs, options);
  await labelNodes(new Map(names.map((name) => [name, undefined])), controlPlane, options);
  return decided.map(({name, usedBy}) => {
    const stays = !going.some((one) => one.name === name) && findings.loaded.has(name);
    return {machine: first.name, profile: name, outcome: stays ? 'kept' : 'unloaded', ...(stays ? {usedBy} : {})};
  });
}
