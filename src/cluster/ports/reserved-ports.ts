import type {CallOptions, Engine} from '../../engine/engine.ts';
import {label} from '../labels.ts';
import {type ClusterState, readClusters} from '../state/cluster-state.ts';
import type {HostPort} from './check-host-port.ts';
import {publishedPorts} from './published-ports.ts';

/**
 * Ports of the host that must not be chosen: those of all containers, and those that clusters publish again when they are started. `clusters`
 * are all of the engine's, where they have been read already.
 */
export async function reservedPorts(engine: Engine, options: CallOptions, clusters?: readonly ClusterState[]): Promise<HostPort[]> {
  const [states, containers] = await Promise.all([clusters ?? readClusters(engine, options), engine.containers.list({}, options)]);
  const helpersOf = (name: string) => containers.filter(({labels}) => labels[label.cluster] === name && labels[label.part] !== undefined);
  return [...containers.flatMap(({ports}) => ports), ...states.flatMap((state) => publishedPorts(state, helpersOf(state.name)))];
}
