import type {CallOptions} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Machine} from '../machine.ts';
import {examine} from './examine.ts';
import type {LoadedProfiles} from './loaded-profiles.ts';
import type {CompiledProfile} from './parser.ts';

/**
 * Looks into the kernel's own list, as this machine sees it. Returns the list.
 * @throws AppError E_APPARMOR when a profile is not there, or not in the mode that was asked for.
 */
export async function verifyLoaded(
  profiles: readonly Pick<CompiledProfile, 'unit' | 'names'>[],
  machine: Machine,
  options: CallOptions,
): Promise<LoadedProfiles> {
  const {loaded} = await examine(machine, options);
  for (const {unit, names} of profiles) {
    const missing = names.filter((name) => !loaded.has(name));
    if (missing.length > 0)
      throw new AppError('E_APPARMOR', `${machine.name} does not show the profile ${missing.join(', ')} that was loaded.`);
    const mode = loaded.get(unit.name);
    if (unit.complain && mode === 'enforce') {
      throw new AppError('E_APPARMOR', `${machine.name} shows the profile ${unit.name} in mode ${mode}, not in complain mode.`);
    }
  }
  return loaded;
}
