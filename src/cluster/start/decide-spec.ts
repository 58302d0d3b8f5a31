import type {Engine} from '../../engine/engine.ts';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {isRemote} from '../../engine/is-remote.ts';
import {sshSettings} from '../../engine/ssh-settings.ts';
import {AppError} from '../../errors/app-error.ts';
import {findFreePort, isPortFree} from '../../network/free-port.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {HostPort} from '../ports/check-host-port.ts';
import {checkNodePorts, chooseNodePorts} from '../ports/decide-node-ports.ts';
import {reservedPorts} from '../ports/reserved-ports.ts';
import {publishedAddress} from '../remote/publish-address.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {type ClusterState, readClusters} from '../state/cluster-state.ts';
import {chooseSubnets} from './choose-subnets.ts';

/** Ports for API servers are looked for from here: below Linux's ephemeral range and below NodePorts, where little else listens. */
export const firstApiPort = 16_443;

export interface DecideInput {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Networks that the host routes already. */
  readonly routes: readonly string[];
  /** Ports of the host that are taken, where that cannot be tried from here. */
  readonly portsInUse?: readonly number[];
}

/**
 * Chooses the subnet and the port that the specification leaves open, and checks those it names.
 * Call it under the allocation lock, and create the network before releasing it.
 * @throws AppError E_SUBNET, E_PORT.
 */
export async function decideSpec(spec: ClusterSpec, {engine, signal, routes, portsInUse = []}: DecideInput): Promise<DecidedSpec> {
  const [networks, clusters] = await Promise.all([engine.networks.list({}, {signal}), readClusters(engine, {signal})]);
  const taken = [...networks.flatMap(({subnets}) => subnets), ...routes];
  const subnet = chooseSubnets(spec, taken);
  await checkNodePorts(spec.nodes, engine, signal);
  const ofNodes = spec.nodes.flatMap(({ports}) => ports.map(({hostPort}) => hostPort));
  const ofClusters = clusters.flatMap(({spec: other}) => (other ? [other.apiServer.port] : []));
  const reserved = new Set([...ofClusters, ...ofNodes, ...portsInUse]);
  await checkRegistryPort(spec, clusters, engine.endpoint.isLocal);
  const published = await publishedAddress({...spec, subnet}, engine.endpoint, async (url) => (await sshSettings(new URL(url))).hostname);
  const port = await choosePort({...spec.apiServer, ...published}, reserved, engine.endpoint);
  const ports = await reservedPorts(engine, {signal}, clusters);
  const nodes = await chooseNodePorts(spec.nodes, [...ports, ...[...portsInUse, port].flatMap(anyProtocol)], engine.endpoint);
  return {...spec, nodes, networking: {...spec.networking, subnet}, apiServer: {...spec.apiServer, ...published, port}};
}

/** A port of which no more is known than its number. */
const anyProtocol = (hostPort: number): HostPort[] =>
  (['tcp', 'udp', 'sctp'] as const).map((protocol) => ({hostAddress: '', hostPort, protocol}));

/** @throws AppError E_PORT when the registry beside the cluster could not be published where it shall be. */
async function checkRegistryPort({localRegistry}: ClusterSpec, clusters: readonly ClusterState[], isLocal: boolean): Promise<void> {
  if (!localRegistry) return;
  const {port} = localRegistry;
  const owner = clusters.find(({spec}) => spec?.localRegistry?.port === port);
  if (!owner && (!isLocal || (await isPortFree('127.0.0.1', port)))) return;
  throw new AppError(
    'E_PORT',
    `Port ${port} of 127.0.0.1, for the local registry, is taken${owner ? ` by that of the cluster "${owner.name}"` : ''}.`,
    {
      hints: [`choose another with --local-registry-port, such as ${port + 1}`],
    },
  );
}

async function choosePort(
  {address, port}: ClusterSpec['apiServer'],
  reserved: ReadonlySet<number>,
  endpoint: EngineEndpoint,
): Promise<number> {
  if (port !== undefined) {
    if (!reserved.has(port) && (!endpoint.isLocal || (await isPortFree(address, port)))) return port;
    throw new AppError('E_PORT', `Port ${port} of ${address} is taken.`, {
      hints: ['choose another with --apiserver-port, or leave it out'],
    });
  }
  // Of a remote engine, this machine's port of the same number is wanted free: the way there may end in it.
  const free = await findFreePort(isRemote(endpoint) ? '127.0.0.1' : address, firstApiPort, reserved);
  if (free !== undefined) return free;
  throw new AppError('E_PORT', `No port from ${firstApiPort} on is free on ${address}.`, {hints: ['name one with --apiserver-port']});
}
