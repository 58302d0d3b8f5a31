import type {CallOptions} from '../engine/engine.ts';
import {AppError, isAppError} from '../errors/app-error.ts';
import {type Decision, decide} from './decide.ts';
import {examine, type Findings, recordFolder} from './kernel/examine.ts';
import {type CompiledProfile, compileProfile, loadProfile} from './kernel/parser.ts';
import {requireSupport} from './kernel/support.ts';
import {verifyLoaded} from './kernel/verify-loaded.ts';
import {asRoot, type Machine} from './machine.ts';
import {type MachineResult, onMachines} from './on-machines.ts';
import {contentOf, type ProfileUnit} from './profile-unit.ts';

export interface LoadWish {
  readonly units: readonly ProfileUnit[];
  readonly replace: boolean;
  readonly force: boolean;
  /** Told of a profile that must not be replaced, which is then left; else it is an error. */
  readonly onConflict?: (message: string) => void;
}

/** What became of a profile on a machine. */
export interface LoadedRow {
  readonly machine: string;
  readonly profile: string;
  readonly mode: string;
  readonly outcome: 'loaded' | 'replaced' | 'unchanged' | 'shared';
}

export const outcomeOf: Readonly<Record<Decision, LoadedRow['outcome']>> = {
  load: 'loaded',
  replace: 'replaced',
  unchanged: 'unchanged',
  share: 'shared',
};

interface Ready {
  readonly findings: Findings;
  readonly profiles: readonly CompiledProfile[];
}

/**
 * Loads profiles into the kernels of machines, all at the same time. First each machine reads all of them: a mistake in a profile stops
 * everything before the first is loaded. What fails on one machine does not keep the others from theirs.
 * @throws AppError E_APPARMOR_PROFILE.
 */
export async function loadOnHosts(
  {units, replace, force}: LoadWish,
  machines: readonly Machine[],
  options: CallOptions,
): Promise<MachineResult<LoadedRow[]>[]> {
  const ready = await onMachines(machines, options, async (machine): Promise<Ready> => {
    const findings = await examine(machine, options);
    requireSupport(machine.name, findings);
    const profiles: CompiledProfile[] = [];
    for (const unit of units) profiles.push(await compileProfile(unit, machine, options));
    return {findings, profiles};
  });
  const mistake = ready.find(({error}) => isAppError(error, 'E_APPARMOR_PROFILE'));
  if (mistake && !ready.some(({result}) => result)) throw mistake.error;
  return onMachines(machines, options, async (machine, at) => {
    const {result, error} = ready[at] ?? {};
    if (!result) throw error;
    return loadReady({replace, force}, result, machine, options);
  });
}

/** Decides about all profiles before it loads the first. */
async function loadReady(
  how: Omit<LoadWish, 'units'>,
  {findings, profiles}: Ready,
  machine: Machine,
  options: CallOptions,
): Promise<LoadedRow[]> {
  const decided = await Promise.all(
    profiles.map(async (profile) => {
      const {name} = profile.unit;
      const content = await contentOf(profile.unit);
      const own = findings.records.get(name);
      const isLoaded = profile.names.some((one) => findings.loaded.has(one));
      const decision = decide({name, content, ...how}, {isLoaded, others: [], ...(own === undefined ? {} : {own})});
      return {profile, content, decision};
    }),
  );
  for (const {profile, content, decision} of decided) {
    if (decision === 'unchanged') continue;
    // The same machine may be asked for under two names: what is there by now is replaced by the same.
    await loadProfile(profile, machine, {...options, replace: true});
    const record = `mkdir -p ${recordFolder} && printf %s "$2" > ${recordFolder}/"$1"`;
    await asRoot(machine, record, [encodeURIComponent(profile.unit.name), content], options);
  }
  const loaded = await verifyLoaded(profiles, machine, options);
  return decided.map(({profile: {unit}, decision}) => ({
    machine: machine.name,
    profile: unit.name,
    mode: loaded.get(unit.name) ?? '',
    outcome: outcomeOf[decision],
  }));
}

export interface UnloadedRow {
  readonly machine: string;
  readonly profile: string;
  readonly outcome: 'unloaded' | 'kept';
  /** Clusters that still use it. */
  readonly usedBy?: readonly string[];
}

/** @throws AppError E_APPARMOR_CONFLICT for a profile that was not loaded by this program. */
export function requireOwn(name: string, where: string, isOwn: boolean, force: boolean): void {
  if (isOwn || force) return;
  throw new AppError('E_APPARMOR_CONFLICT', `Flotilla did not load the profile ${name} of ${where}: it is the host's own.`, {
    hints: ['--force unloads it all the same: programs of the host may then run without'],
  });
}
