import type {CallOptions, Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import {type Decision, decide} from '../decide.ts';
import {examine} from '../kernel/examine.ts';
import {type CompiledProfile, compileProfile, loadProfile} from '../kernel/parser.ts';
import {requireSupport} from '../kernel/support.ts';
import {verifyLoaded} from '../kernel/verify-loaded.ts';
import {type LoadedRow, type LoadWish, outcomeOf} from '../load-on-hosts.ts';
import {asRoot, type Machine} from '../machine.ts';
import {type MachineResult, onMachines, requireAll} from '../on-machines.ts';
import {contentOf} from '../profile-unit.ts';
import {labelNodes} from './label-nodes.ts';
import {readOtherStores, readStore} from './profile-stores.ts';
import {filesOf, type StoredProfile, storedFile} from './stored-profile.ts';

export interface ClusterTarget {
  readonly cluster: string;
  /** Nodes that run; they share one kernel. */
  readonly machines: readonly [Machine, ...Machine[]];
  /** A control plane that runs, which can label the nodes. */
  readonly controlPlane?: Machine;
  readonly engine: Engine;
}

interface Decided extends CompiledProfile {
  readonly decision: Decision;
  readonly replacedHost: boolean;
}

/**
 * Loads profiles for a cluster: into the kernel that its nodes share, once, and into the store of the cluster, from which nodes load them
 * when they boot. Then every node has to show them. Everything is checked and decided before the first is loaded.
 * @throws AppError E_APPARMOR_UNSUPPORTED, E_APPARMOR_PROFILE, E_APPARMOR_CONFLICT, E_APPARMOR.
 */
export async function loadOnCluster(wish: LoadWish, target: ClusterTarget, options: CallOptions): Promise<MachineResult<LoadedRow[]>[]> {
  const {machines, engine} = target;
  const [first] = machines;
  const findings = await onMachines(machines, options, async (machine) => {
    const found = await examine(machine, options);
    requireSupport(machine.name, found);
    return found;
  });
  requireAll(findings, 'cannot load profiles');
  const compiled: CompiledProfile[] = [];
  for (const unit of wish.units) compiled.push(await compileProfile(unit, first, options));
  const decided = await decideAll(wish, compiled, findings[0]?.result?.loaded ?? new Map(), target, options);
  for (const one of decided) {
    const {decision} = one;
    if (decision === 'load' || decision === 'replace') await loadProfile(one, first, {...options, replace: decision === 'replace'});
  }
  const changed = decided.filter(({decision}) => decision !== 'unchanged');
  if (changed.length > 0) {
    const stale = changed.flatMap(({unit}) => filesOf(unit.name));
    await asRoot(first, 'rm -f -- "$@"', stale, options);
    await engine.containers.putFiles(
      first.name,
      changed.map(({unit, replacedHost}) => storedFile({...unit, replacedHost})),
      options,
    );
  }
  const rows = await onMachines(machines, options, async (machine): Promise<LoadedRow[]> => {
    const loaded = await verifyLoaded(decided, machine, options);
    return decided.map(({unit, decision}) => ({
      machine: machine.name,
      profile: unit.name,
      mode: loaded.get(unit.name) ?? '',
      outcome: outcomeOf[decision],
    }));
  });
  const modes = rows.find(({result}) => result)?.result ?? [];
  await labelNodes(new Map(modes.map(({profile, mode}) => [profile, mode])), target.controlPlane, options);
  return rows;
}

async function decideAll(
  {replace, force, onConflict}: Omit<LoadWish, 'units'>,
  compiled: readonly CompiledProfile[],
  loaded: ReadonlyMap<string, string>,
  {cluster, machines, engine}: ClusterTarget,
  options: CallOptions,
): Promise<Decided[]> {
  const [own, others] = await Promise.all([readStore(machines[0].name, engine, options), readOtherStores(cluster, engine, options)]);
  const decided = compiled.map(async (profile): Promise<Decided[]> => {
    const {unit, names} = profile;
    const mine = own.profiles.find(({name}) => name === unit.name);
    const foreign = await contentsIn(others.stores, unit.name);
    const isLoaded = names.some((name) => loaded.has(name));
    // What one cluster has put in the place of the host's own is so for all that share it.
    const keepers = [own, ...others.stores.map(({store}) => store)];
    const replacedHost = keepers.some(({profiles}) => profiles.some(({name, replacedHost: did}) => did && name === unit.name));
    const standing = {isLoaded, others: foreign, ...(mine ? {own: await contentOf(mine)} : {})};
    const content = await contentOf(unit);
    try {
      const decision = decide({name: unit.name, content, replace, force}, standing);
      const isHosts = isLoaded && !mine && foreign.length === 0;
      return [{...profile, decision, replacedHost: isHosts || replacedHost}];
    } catch (error) {
      if (!onConflict || !isAppError(error, 'E_APPARMOR_CONFLICT')) throw error;
      onConflict(error.message);
      return [];
    }
  });
  return (await Promise.all(decided)).flat();
}

async function contentsIn(
  stores: readonly {readonly cluster: string; readonly store: {readonly profiles: readonly StoredProfile[]}}[],
  name: string,
): Promise<{readonly cluster: string; readonly content: string}[]> {
  const found = stores.flatMap(({cluster, store}) =>
    store.profiles.filter((profile) => profile.name === name).map((profile) => ({cluster, profile})),
  );
  return Promise.all(found.map(async ({cluster, profile}) => ({cluster, content: await contentOf(profile)})));
}
