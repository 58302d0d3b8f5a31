import type {Container, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {isRunning, nodeRef} from '../access/running-node.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockAllocation, lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {findNode} from '../status/find-node.ts';
import {checkHostPort, chooseHostPort, clash, type HostPort, portTaken} from './check-host-port.ts';
import {mappingOf, type PortMapping, portProxy, showMapping} from './port-proxy.ts';
import {publishedPorts} from './published-ports.ts';
import {reservedPorts} from './reserved-ports.ts';
import {isOpen, openProxy} from './start-port-proxies.ts';

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
  const helpers = await helperContainers(engine, cluster, {signal});
  const existing = publishedPorts(state, helpers);
  const wanted: PortMapping[] = [];
  const reserved = await reservedPorts(engine, {signal});
  for (const port of ports) wanted.push(await decide({...port, node: ref.node.name}, [...reserved, ...wanted], engine));
  const proxyOf = (mapping: PortMapping): Container | undefined =>
    helpers.find((helper) => {
      const other = mappingOf(helper);
      return other !== undefined && isSame(mapping, other);
    });
  // A port whose proxy is closed, for somebody else had it at the last start, is opened now.
  const isDone = (mapping: PortMapping): boolean => {
    const proxy = proxyOf(mapping);
    if (proxy) return isOpen(proxy, cluster) || !isRunning(ref);
    return existing.some((other) => isSame(mapping, other));
  };
  const missing = wanted.filter((mapping) => !isDone(mapping));
  for (const mapping of missing) {
    const other = [...existing, ...wanted].find((one) => !isSame(one, mapping) && clash(one, mapping));
    if (other) throw portTaken(mapping, `this cluster: ${showMapping(other)}`);
    await checkHostPort(mapping, engine, {signal});
  }
  for (const mapping of missing) {
    await progress.step(`Publishing ${showMapping(mapping)}`, async () => {
      const {address} = ref;
      const [proxy, closed] = [portProxy(cluster, image, mapping, address), proxyOf(mapping)];
      if (closed) return openProxy(closed, proxy, engine, signal);
      await engine.containers.create(proxy, {signal});
      if (isRunning(ref)) await startOrRemove(proxy.name, engine, signal);
    });
  }
  return wanted;
}

async function decide(mapping: PortMapping, taken: readonly HostPort[], {endpoint}: Engine): Promise<PortMapping> {
  if (mapping.hostPort !== 0) return mapping;
  return {...mapping, hostPort: await chooseHostPort(mapping, firstChosenPort, taken, endpoint)};
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
