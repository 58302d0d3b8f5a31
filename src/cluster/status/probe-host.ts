import {isAppError} from '../../errors/app-error.ts';
import type {Shell} from '../../node/shell.ts';
import type {HostState} from './node-status.ts';

/** Percent of /var in use from which minikube calls storage insufficient. */
const fullPercent = 99;

export interface HostProbe {
  readonly host: HostState;
  readonly kubelet: HostState;
}

/** Asks a running node, in one exec, how its kubelet is and whether its disk is full. A node that does not answer is in error. */
export async function probeHost(shell: Shell, signal: AbortSignal): Promise<HostProbe> {
  try {
    const {stdout} = await shell.tryRun(['sh', '-c', 'systemctl is-active kubelet; df --output=pcent /var'], {signal});
    return parseHostProbe(stdout);
  } catch (error) {
    if (!isAppError(error) && !isTimeout(error)) throw error;
    return {host: 'Error', kubelet: 'Error'};
  }
}

/** Reads what the exec prints: the unit's state on the first line, `df`'s percentage on the last. */
export function parseHostProbe(output: string): HostProbe {
  const lines = output.trim().split('\n');
  const used = Number.parseInt(lines.at(-1) ?? '', 10);
  return {host: hostWithDisk(used), kubelet: kubeletState(lines[0])};
}

/** The state of a host that runs and has used so much of its disk. */
export const hostWithDisk = (usedPercent: number): HostState => (usedPercent >= fullPercent ? 'InsufficientStorage' : 'Running');

function kubeletState(unit: string | undefined): HostState {
  if (unit === 'active') return 'Running';
  return unit === 'activating' || unit === 'reloading' ? 'Starting' : 'Stopped';
}

export const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
