import {gatewayAddress, nodeAddress} from '../plan/addresses.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {NodeState} from '../state/cluster-state.ts';
import {type HostProbe, hostWithDisk} from './probe-host.ts';
import type {Vicinity} from './vicinity.ts';

const kubeletPort = 10_250;

/**
 * How a running node is, as far as it can be seen from outside without doubt: its kubelet listens and its disk can be measured. Otherwise
 * undefined, and the node itself has to be asked.
 */
export async function glanceAtNode(
  {index, volume}: NodeState,
  spec: DecidedSpec,
  vicinity: Vicinity,
  signal: AbortSignal,
): Promise<HostProbe | undefined> {
  const {subnet} = spec.networking;
  // The gateway's address is ours where the nodes' network is: elsewhere the same addresses may belong to others.
  if (volume?.folder === undefined || !vicinity.hasAddress(gatewayAddress(subnet))) return undefined;
  const [listens, used] = await Promise.all([
    vicinity.isListening(nodeAddress(subnet, index), kubeletPort, signal),
    vicinity.usedPercent(volume.folder),
  ]);
  return listens && used !== undefined ? {host: hostWithDisk(used), kubelet: 'Running'} : undefined;
}
