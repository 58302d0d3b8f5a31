import type {CallOptions, Container, Engine} from '../../engine/engine.ts';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {AppError} from '../../errors/app-error.ts';
import {findFreePort, isPortFree, isUdpPortFree} from '../../network/free-port.ts';
import {portOwner} from '../../network/port-owner.ts';
import {label} from '../labels.ts';

export interface HostPort {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** Refuses a port that is taken, and says by whom. @throws AppError E_PORT. */
export async function checkHostPort(port: HostPort, engine: Engine, options: CallOptions): Promise<void> {
  const holder = containerOn(port, await engine.containers.list({}, options));
  if (holder !== undefined) throw portTaken(port, holder);
  if (!engine.endpoint.isLocal || (await isFree(port))) return;
  const owner = await portOwner(port.hostPort, port.protocol);
  throw portTaken(port, owner);
}

function isFree({hostAddress, hostPort, protocol}: HostPort): Promise<boolean> {
  if (protocol === 'sctp') return Promise.resolve(true);
  return protocol === 'udp' ? isUdpPortFree(hostAddress, hostPort) : isPortFree(hostAddress, hostPort);
}

/**
 * A free port of the host for one that is left open, from `first` on, that clashes with none of `taken`. Whether somebody else has it can be
 * tried on this machine only. @throws AppError E_PORT.
 */
export async function chooseHostPort(
  port: HostPort,
  first: number,
  taken: readonly HostPort[],
  {isLocal}: Pick<EngineEndpoint, 'isLocal'>,
): Promise<number> {
  const {hostAddress} = port;
  const reserved = new Set(taken.filter((other) => clash({...port, hostPort: other.hostPort}, other)).map(({hostPort}) => hostPort));
  const probe = async (_address: string, hostPort: number): Promise<boolean> => !isLocal || isFree({...port, hostPort});
  const found = await findFreePort(hostAddress, first, reserved, probe);
  if (found !== undefined) return found;
  throw new AppError('E_PORT', `No port from ${first} on is free on ${hostAddress}.`, {hints: ['name one: HOST:NODE']});
}

/** `8080` of TCP, `53/udp` of others. */
export const showPort = ({hostPort, protocol}: HostPort): string => (protocol === 'tcp' ? String(hostPort) : `${hostPort}/${protocol}`);

export function portTaken(port: HostPort, holder: string | undefined): AppError {
  const words = holder === undefined ? 'is taken' : `is taken by ${holder}`;
  return new AppError('E_PORT', `Port ${showPort(port)} of ${port.hostAddress} ${words}.`, {
    hints: ['choose another port of the host', 'flotilla ports list shows those of this cluster'],
  });
}

/** What publishes a port of these containers, in words. */
export function containerOn(port: HostPort, containers: readonly Container[]): string | undefined {
  const found = containers.find(({ports}) => ports.some((other) => clash(port, other)));
  if (!found) return undefined;
  const cluster = found.labels[label.cluster];
  return cluster === undefined ? `container ${found.name}` : `${found.name} of the cluster "${cluster}"`;
}

/** Two ports of the host that cannot both be published. */
export function clash(one: HostPort, other: HostPort): boolean {
  if (one.hostPort !== other.hostPort || one.protocol !== other.protocol) return false;
  const isAny = (address: string): boolean => ['', '0.0.0.0', '::'].includes(address);
  return one.hostAddress === other.hostAddress || isAny(one.hostAddress) || isAny(other.hostAddress);
}
