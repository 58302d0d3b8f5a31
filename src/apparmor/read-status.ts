import type {CallOptions} from '../engine/engine.ts';
import {examine} from './kernel/examine.ts';
import {lacks} from './kernel/support.ts';
import type {Machine} from './machine.ts';
import {type MachineResult, onMachines} from './on-machines.ts';

/** What a machine can do with AppArmor. */
export interface AppArmorStatus {
  readonly machine: string;
  readonly kernel: boolean;
  readonly securityfs: boolean;
  readonly parser: boolean;
  /** Whether containerd, and the kubelet, would enforce profiles; absent where they do not run. */
  readonly containerd?: boolean;
  readonly kubelet?: boolean;
  readonly profiles: number;
  /** What is missing, and what to do about it. */
  readonly missing: readonly {readonly what: string; readonly remedy: string}[];
}

export function readAppArmorStatus(machines: readonly Machine[], options: CallOptions): Promise<MachineResult<AppArmorStatus>[]> {
  return onMachines(machines, options, async (machine) => {
    const {loaded, records: _records, ...findings} = await examine(machine, options);
    const missing = [
      ...lacks(findings),
      ...(findings.kernel && findings.containerd === false ? [restart('containerd', machine)] : []),
      ...(findings.kernel && findings.kubelet === false ? [restart('kubelet', machine)] : []),
    ];
    return {machine: machine.name, ...findings, profiles: loaded.size, missing};
  });
}

const restart = (service: string, {name}: Machine) => ({
  what: `${service} does not see AppArmor`,
  remedy: `flotilla ssh -n ${name} -- systemctl restart ${service}`,
});
