import type {Duplex} from 'node:stream';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {label} from '../labels.ts';
import {apiEndpointName, apiServerPort} from '../plan/names.ts';

export interface NodePlace {
  readonly host: string;
  readonly port: number;
}

/** The API server, as every node knows it. */
const apiServer: NodePlace = {host: apiEndpointName, port: apiServerPort};

/**
 * A connection into the network of a cluster whose engine is on another machine: a control plane that runs opens it, and the engine's own
 * connection carries it. So it needs no port but the engine's, whatever firewall or SSH server is between.
 * @throws AppError E_NOT_RUNNING when no control plane runs.
 */
export async function dialCluster(
  engine: Engine,
  cluster: string,
  {signal}: CallOptions,
  {host, port}: NodePlace = apiServer,
): Promise<Duplex> {
  const controlPlanes = await engine.containers.list({[label.cluster]: cluster, [label.role]: 'control-plane'}, {signal});
  const door = controlPlanes.find(({state}) => state === 'running');
  if (door) return engine.containers.connect(door.name, ['socat', '-', `TCP:${host}:${port}`], {signal});
  throw new AppError('E_NOT_RUNNING', `No control plane of the cluster "${cluster}" is running.`, {
    hints: [`flotilla start -p ${cluster}`],
  });
}
