import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {findFreePort} from '../../network/free-port.ts';
import type {Progress} from '../../progress/progress.ts';
import {isRunning, nodeRef} from '../access/running-node.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockAllocation, lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {findNode} from '../status/find-node.ts';
import {checkHostPort, clash, portTaken} from './check-host-port.ts';
import {type PortMapping, portProxy, showMapping} from './port-proxy.ts';
import {publishedPorts} from './published-ports.ts';

export interface PortsDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface AddPortsInput {
  readonly cluster: string;
  /** The first control plane when absent. */
  readonly node: string | undefined;
  /** Host port 0: a free one is chosen. */
  readonly ports: readonly Omit<PortMapping, 'node'>[];
}

/** Ports that are chosen for the user are looked for from here. */
const firstChosenPort = 20_000;

/**
 * Publishes ports of a node on the host, each by a proxy of its own. All are checked before the first is published; those that are published
 * as asked already stay as they are.
 * @throws AppError E_PORT with who holds it, E_CLUSTER_NOT_FOUND.
 */
export async function addPorts({cluster, node, ports}: AddPortsInput, deps: PortsDeps): Promise<PortMapping[]> {
  const {engine, progress} = deps;
  await requireCluster(engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  await using _ports = await lockAllocation({...deps, timeoutMs: 30_000});
  const {signal} = lock;
  const state = await requireCluster(engine, cluster, {signal});
  const ref = nodeRef(state, findNode(state, node));
  const image = ref.node.container?.image;
  if (image === undefined)
    throw new AppError('E_NOT_RUNNING', `Node ${ref.node.name} has no container.`, {hints: [`flotilla start -p ${cluster}`]});
  const existing = publishedPorts(state, await helperContainers(engine, cluster, {signal}));
  const wanted: PortMapping[] = [];
  for (const port of ports) wanted.push(await decide({...port, node: ref.node.name}, wanted));
  const missing = wanted.filter((mapping) => !existing.some((other) => isSame(mapping, other)));
  for (const mapping of missing) {
    const other = [...existing, ...wanted].find((one) => !isSame(one, mapping) && clash(one, mapping));
    if (other) throw portTaken(mapping, `this cluster: ${showMapping(other)}`);
    await checkHostPort(mapping, engine, {signal});
  }
  for (const mapping of missing) {
    await progress.step(`Publishing ${showMapping(mapping)}`, async () => {
      const {address} = ref;
      const proxy = portProxy(cluster, image, mapping, address);
      await engine.containers.create(proxy, {signal});
      if (isRunning(ref)) await startOrRemove(proxy.name, engine, signal);
    });
  }
  return wanted;
}

async function decide(mapping: PortMapping, taken: readonly PortMapping[]): Promise<PortMapping> {
  if (mapping.hostPort !== 0) return mapping;
  const hostPort = await findFreePort(mapping.hostAddress, firstChosenPort, new Set(taken.map((one) => one.hostPort)));
  if (hostPort !== undefined) return {...mapping, hostPort};
  throw new AppError('E_PORT', `No port from ${firstChosenPort} on is free on ${mapping.hostAddress}.`, {hints: ['name one: HOST:NODE']});
}

const isSame = (one: PortMapping, other: PortMapping): boolean =>
  (['hostAddress', 'hostPort', 'protocol', 'node', 'nodePort'] as const).every((key) => one[key] === other[key]);

async function startOrRemove(name: string, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    await engine.containers.start(name, {signal});
  } catch (error) {
    await engine.containers.remove(name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
    throw error;
  }
}
