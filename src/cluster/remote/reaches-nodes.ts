import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {isRemote} from '../../engine/is-remote.ts';
import {gatewayAddress, nodeAddress} from '../plan/addresses.ts';
import type {Vicinity} from '../status/vicinity.ts';

const kubeletPort = 10_250;

export interface ReachDeps {
  readonly engine: {readonly endpoint: Pick<EngineEndpoint, 'url' | 'isLocal' | 'ownContainer'>};
  readonly vicinity: Pick<Vicinity, 'hasAddress' | 'isListening'>;
  readonly signal: AbortSignal;
}

/**
 * Whether this machine reaches a cluster's nodes at their own addresses. It does where the bridge of their network is its own; in a container
 * beside the engine, or with a route, a kubelet that answers is the proof. An engine on another machine or in a virtual one is not asked: a
 * network of this machine may have the same addresses.
 */
export async function reachesNodes(
  subnet: string,
  runningNodes: readonly {readonly index: number}[],
  {engine: {endpoint}, vicinity, signal}: ReachDeps,
): Promise<boolean> {
  if (!endpoint.ownContainer) {
    if (isRemote(endpoint) || !endpoint.isLocal) return false;
    if (vicinity.hasAddress(gatewayAddress(subnet))) return true;
  }
  const answers = await Promise.all(runningNodes.map(({index}) => vicinity.isListening(nodeAddress(subnet, index), kubeletPort, signal)));
  return answers.includes(true);
}
