import {AppError} from '../../errors/app-error.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {PortsDeps} from './add-ports.ts';
import {mappingOf, type PortMapping, showMapping} from './port-proxy.ts';
import {publishedPorts} from './published-ports.ts';

/** Which published ports are meant; what is not said matches all. */
export interface PortSelector {
  readonly text: string;
  readonly hostAddress?: string;
  readonly hostPort: number;
  readonly protocol?: string;
}

/** Reads `8080`, `53/udp`, `127.0.0.1:8080` or what `ports add` was given, `8080:30080`. @throws AppError E_USAGE. */
export function parsePortSelector(text: string): PortSelector {
  const {address, host, protocol} =
    /^(?:(?<address>\d+\.[\d.]+|\[[\da-fA-F:]+\]):)?(?<host>\d{1,5})(?::\d{1,5})?(?:\/(?<protocol>tcp|udp|sctp))?$/i.exec(text)?.groups ??
    {};
  if (host === undefined) {
    throw new AppError('E_USAGE', `"${text}" is no port of the host.`, {
      hints: ['write a number, such as 8080 or 53/udp', 'flotilla ports list shows them'],
    });
  }
  return {
    text,
    hostPort: Number(host),
    ...(address === undefined ? {} : {hostAddress: address.replaceAll(/[[\]]/g, '')}),
    ...(protocol === undefined ? {} : {protocol: protocol.toLowerCase()}),
  };
}

/** Ends the publication of ports that were added; no selector is all of them. @throws AppError E_USAGE, E_CONFIG, before any is removed. */
export async function removePorts(cluster: string, selectors: readonly PortSelector[], deps: PortsDeps): Promise<PortMapping[]> {
  const {engine, progress} = deps;
  await requireCluster(engine, cluster, deps);
  await using lock = await lockCluster(cluster, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const state = await requireCluster(engine, cluster, {signal});
  const helpers = await helperContainers(engine, cluster, {signal});
  const others = publishedPorts(state, helpers).filter(({origin}) => origin !== 'added');
  const added = helpers.flatMap((helper) => {
    const mapping = mappingOf(helper);
    return mapping ? [{name: helper.name, mapping}] : [];
  });
  for (const selector of selectors) {
    if (added.some(({mapping}) => selects(selector, mapping))) continue;
    const other = others.find((mapping) => selects(selector, mapping));
    throw other ? belongsToNode(other) : notPublished(selector, cluster);
  }
  const chosen = added.filter(({mapping}) => selectors.length === 0 || selectors.some((selector) => selects(selector, mapping)));
  for (const {name, mapping} of chosen) {
    await progress.step(`Removing ${showMapping(mapping)}`, () => engine.containers.remove(name, {signal}));
  }
  return chosen.map(({mapping}) => mapping);
}

const selects = ({hostAddress, hostPort, protocol}: PortSelector, mapping: PortMapping): boolean =>
  hostPort === mapping.hostPort &&
  (hostAddress === undefined || hostAddress === mapping.hostAddress) &&
  (protocol === undefined || protocol === mapping.protocol);

const notPublished = ({text}: PortSelector, cluster: string): AppError =>
  new AppError('E_USAGE', `The cluster "${cluster}" publishes no port ${text}.`, {hints: [`flotilla ports list -p ${cluster}`]});

const belongsToNode = (mapping: PortMapping): AppError =>
  new AppError('E_CONFIG', `${showMapping(mapping)} belongs to ${mapping.node} itself and lasts as long as it does.`, {
    hints: ['ports that ports add has published can be removed'],
  });
