import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Container, ContainerSpec, Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {networkName} from '../plan/names.ts';
import {mappingOf, portProxy, showMapping} from './port-proxy.ts';

export interface StartPortProxiesInput {
  readonly cluster: string;
  readonly image: string;
  readonly nodes: readonly {readonly name: string; readonly address: string}[];
}

interface Deps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Starts the proxies of ports that were added, as part of a start. One that cannot be started, such as after its network was made anew, is made
 * anew. A port that somebody else has taken meanwhile is told and does not keep the cluster from starting.
 */
export async function startPortProxies(input: StartPortProxiesInput, {engine, progress, signal}: Deps): Promise<void> {
  const proxies = await helperContainers(engine, input.cluster, {signal, part: 'port-proxy'});
  await mapConcurrent(proxies, {signal}, async (proxy, scope) => {
    const mapping = mappingOf(proxy);
    if (!mapping || isOpen(proxy, input.cluster)) return;
    const address = input.nodes.find(({name}) => name === mapping.node)?.address;
    if (address === undefined) return progress.warn(`${showMapping(mapping)} is closed: there is no such node any more.`);
    try {
      await openProxy(proxy, portProxy(input.cluster, input.image, mapping, address), engine, scope);
    } catch (error) {
      if (!isAppError(error, 'E_PORT')) throw error;
      progress.warn(`${showMapping(mapping)} is closed: ${error.message}`);
    }
  });
}

/** Whether a proxy runs where its node can be reached. */
export const isOpen = ({state, ipv4}: Container, cluster: string): boolean =>
  state === 'running' && ipv4[networkName(cluster)] !== undefined;

/** Starts a proxy that is closed, or makes it anew as it shall be. @throws AppError E_PORT when somebody else has its port. */
export async function openProxy(proxy: Container, wanted: ContainerSpec, engine: Engine, signal: AbortSignal): Promise<void> {
  if (proxy.state === 'paused') return engine.containers.unpause(proxy.name, {signal});
  if (proxy.state !== 'running') {
    try {
      return await engine.containers.start(proxy.name, {signal});
    } catch (error) {
      if (signal.aborted || isAppError(error, 'E_PORT')) throw error;
    }
  }
  await engine.containers.remove(proxy.name, {signal});
  await engine.containers.create(wanted, {signal});
  await engine.containers.start(wanted.name, {signal});
}
