import type {ClusterPlan} from '../../cluster/plan/cluster-plan.ts';
import {lockAppArmor} from '../../cluster/state/cluster-lock.ts';
import type {Paths} from '../../cluster/state/paths.ts';
import type {Engine} from '../../engine/engine.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import type {Machine} from '../machine.ts';
import {requireAll} from '../on-machines.ts';
import type {ProfileUnit} from '../profile-unit.ts';
import {specifiedProfiles} from '../profiles-of.ts';
import {engineHasAppArmor} from './engine-support.ts';
import {loadOnCluster} from './load-on-cluster.ts';
import {readStore} from './profile-stores.ts';

export interface KeepDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
}

/**
 * Gives the nodes of a cluster that comes up its profiles: those of its specification, which are stored now, and those that were loaded
 * since. Nodes have loaded what was stored when they booted; here it is looked after, and new nodes get their labels. A profile that must
 * not be replaced is said, and left.
 * @throws AppError E_APPARMOR_UNSUPPORTED, E_APPARMOR_PROFILE, E_APPARMOR.
 */
export async function keepProfiles(
  plan: ClusterPlan,
  active: ReadonlySet<string> | undefined,
  {engine, paths, shellOf, progress, signal}: KeepDeps,
): Promise<void> {
  if (!(await engineHasAppArmor(engine, await engine.info({signal})))) return;
  const machineOf = ({name}: {readonly name: string}): Machine => ({name, isRoot: true, shell: shellOf(name)});
  const nodes = plan.nodes.filter(({name}) => active?.has(name) ?? true);
  const [first, ...rest] = nodes.map(machineOf);
  if (!first) return;
  const store = await readStore(first.name, engine, {signal});
  const known = new Set([...store.unloaded, ...store.profiles.map(({name}) => name)]);
  const specified = specifiedProfiles(plan.spec.apparmorProfiles);
  const stored = store.profiles.map((profile): ProfileUnit => ({...profile, file: profile.name}));
  const units = [...stored, ...specified.filter(({name}) => !known.has(name))];
  if (units.length === 0) return;
  await progress.step('Loading AppArmor profiles', async () => {
    await using _lock = await lockAppArmor({paths, progress, signal, timeoutMs: 60_000});
    const controlPlane = nodes.find(({role}) => role === 'control-plane');
    const target = {
      cluster: plan.spec.name,
      machines: [first, ...rest] as const,
      engine,
      ...(controlPlane ? {controlPlane: machineOf(controlPlane)} : {}),
    };
    const onConflict = (message: string): void => progress.warn(message);
    requireAll(await loadOnCluster({units, replace: false, force: false, onConflict}, target, {signal}), 'do not have the profiles');
  });
}
