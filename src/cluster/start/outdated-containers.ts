import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {CallOptions, Container, ContainerDetails, ContainerSpec, Engine} from '../../engine/engine.ts';
import {apiServerPort} from '../plan/names.ts';

/** The container of a plan and what exists of it. */
export interface PlannedContainer {
  readonly wanted: ContainerSpec;
  readonly existing: Container;
}

/**
 * Whether a container has to be made anew to be as planned: it publishes the API server and shall not, or the other way round, or it hangs on
 * a network that somebody removed. Everything that lasts is in volumes, so nothing is lost by it.
 */
export function isOutdated(details: ContainerDetails, wanted: ContainerSpec, networkId: string | undefined): boolean {
  const {name, ipv4} = wanted.network ?? {};
  const onNetwork = name === undefined || (details.networkIds[name] === networkId && (ipv4 === undefined || details.ipv4[name] === ipv4));
  return !onNetwork || publishesApi(details) !== publishesApi(wanted);
}

const publishesApi = ({ports = []}: Pick<ContainerSpec, 'ports'>): boolean =>
  ports.some(({containerPort, protocol}) => containerPort === apiServerPort && protocol === 'tcp');

/** Stops and removes those that are outdated, and those that are to be replaced in any case; gives their names. */
export async function removeOutdated(
  containers: readonly PlannedContainer[],
  {network, replace}: {readonly network: string; readonly replace: ReadonlySet<string>},
  {engine, signal}: CallOptions & {readonly engine: Engine},
): Promise<ReadonlySet<string>> {
  if (containers.length === 0) return new Set();
  const networkId = (await engine.networks.inspect(network, {signal}))?.id;
  const removed = await mapConcurrent(containers, {signal}, async ({wanted, existing}, scope) => {
    const details = await engine.containers.inspect(existing.name, {signal: scope});
    if (!details || !(replace.has(existing.name) || isOutdated(details, wanted, networkId))) return [];
    // A frozen process cannot obey; the engine would wait for its time-out and then kill it.
    if (details.state === 'paused') await engine.containers.unpause(existing.name, {signal: scope});
    await engine.containers.stop(existing.name, {signal: scope});
    await engine.containers.remove(existing.name, {signal: scope});
    return [existing.name];
  });
  return new Set(removed.flat());
}
