import type {CallOptions} from '../../engine/engine.ts';
import {examine} from '../kernel/examine.ts';
import {requireSupport} from '../kernel/support.ts';
import type {Machine} from '../machine.ts';
import {type MachineResult, onMachines, requireAll} from '../on-machines.ts';
import type {ClusterTarget} from './load-on-cluster.ts';
import {keepersOf, readOtherStores, readStore} from './profile-stores.ts';

/** A profile that a kernel has. */
export interface ListedProfile {
  readonly profile: string;
  readonly mode: string;
  /** Nodes, or machines, that show it. */
  readonly machines: readonly string[];
  /** Who loaded it: clusters, `flotilla` for a machine that is no node, `containerd`, `Docker`, or `host` for anybody else. */
  readonly loadedBy: readonly string[];
}

/** Profiles that container runtimes load for themselves. */
const runtimes = new Map([
  ['cri-containerd.apparmor.d', 'containerd'],
  ['docker-default', 'Docker'],
]);

export async function listOnCluster(target: ClusterTarget, options: CallOptions): Promise<ListedProfile[]> {
  const {cluster, machines, engine} = target;
  const [seen, own, others] = await Promise.all([
    look(machines, options),
    readStore(machines[0].name, engine, options),
    readOtherStores(cluster, engine, options),
  ]);
  const mine = new Set(own.profiles.map(({name}) => name));
  return merge(seen, (name) => {
    const keepers = [...(mine.has(name) ? [cluster] : []), ...keepersOf(name, others)];
    return keepers;
  });
}

/** @throws AppError when none of the machines answers. */
export async function listOnHosts(machines: readonly Machine[], options: CallOptions): Promise<MachineResult<ListedProfile[]>[]> {
  return onMachines(machines, options, async (machine) => {
    const findings = await examine(machine, options);
    requireSupport(machine.name, findings);
    return merge([{machine: machine.name, loaded: findings.loaded}], (name) => (findings.records.has(name) ? ['flotilla'] : []));
  });
}

interface Seen {
  readonly machine: string;
  readonly loaded: ReadonlyMap<string, string>;
}

async function look(machines: readonly Machine[], options: CallOptions): Promise<Seen[]> {
  const found = await onMachines(machines, options, async (machine) => {
    const findings = await examine(machine, options);
    requireSupport(machine.name, findings);
    return findings;
  });
  requireAll(found, 'cannot list profiles');
  return found.flatMap(({machine, result}) => (result ? [{machine, loaded: result.loaded}] : []));
}

function merge(seen: readonly Seen[], keepers: (name: string) => readonly string[]): ListedProfile[] {
  const rows = seen.flatMap(({machine, loaded}) => [...loaded].map(([profile, mode]) => ({machine, profile, mode})));
  return [...Map.groupBy(rows, ({profile, mode}) => `${profile} (${mode})`).values()]
    .map((same): ListedProfile => {
      const {profile = '', mode = ''} = same[0] ?? {};
      const parent = profile.split('//')[0] ?? profile;
      const known = keepers(parent);
      return {
        profile,
        mode,
        machines: same.map(({machine}) => machine),
        loadedBy: known.length > 0 ? known : [runtimes.get(parent) ?? 'host'],
      };
    })
    .toSorted((one, other) => (one.profile < other.profile ? -1 : 1));
}
