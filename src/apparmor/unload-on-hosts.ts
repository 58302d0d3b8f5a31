import type {CallOptions} from '../engine/engine.ts';
import {examine, recordFolder} from './kernel/examine.ts';
import {removeProfiles} from './kernel/parser.ts';
import {requireSupport} from './kernel/support.ts';
import {requireOwn, type UnloadedRow} from './load-on-hosts.ts';
import {asRoot, type Machine} from './machine.ts';
import {type MachineResult, onMachines} from './on-machines.ts';
import {notLoaded} from './run-confined.ts';

/** Takes profiles out of the kernels of machines, those only that were loaded there by this program, unless forced. */
export function unloadOnHosts(
  names: readonly string[],
  force: boolean,
  machines: readonly Machine[],
  options: CallOptions,
): Promise<MachineResult<UnloadedRow[]>[]> {
  return onMachines(machines, options, async (machine) => {
    const findings = await examine(machine, options);
    requireSupport(machine.name, findings);
    for (const name of names) {
      if (!findings.loaded.has(name)) throw notLoaded(name, machine.name);
      requireOwn(name, machine.name, findings.records.has(name), force);
    }
    await removeProfiles(names, machine, options);
    await asRoot(machine, `cd ${recordFolder} && rm -f -- "$@" || true`, names.map(encodeURIComponent), options);
    return names.map((profile) => ({machine: machine.name, profile, outcome: 'unloaded' as const}));
  });
}
