import type {EndpointSlice, Service} from '../../kube/service-types.ts';
import {directWay, type WayFacts} from './choose-way.ts';
import type {ReachedPort, ReachedService} from './reach-service.ts';
import {serviceNameLabel} from './ready-endpoints.ts';
import {portLabel, type UrlOptions, urlOf} from './service-urls.ts';

/** A Service as minikube's `service list -o json` has it. */
export interface ServiceDocument {
  readonly Namespace: string;
  readonly Name: string;
  readonly URLs: readonly string[];
  readonly PortNames: readonly string[];
}

/** Columns of the table, minikube's. */
export const serviceColumns = ['namespace', 'name', 'target port', 'url'] as const;

/** A Service and what of it is reached. */
export function documentOf({service, ports}: Pick<ReachedService, 'service' | 'ports'>, options: UrlOptions): ServiceDocument {
  const urls = ports.flatMap((one) => {
    const url = urlOf(one, options);
    return url === undefined ? [] : [{url, name: portLabel(one.port)}];
  });
  const {namespace = 'default', name} = service.metadata;
  return {Namespace: namespace, Name: name, URLs: urls.map(({url}) => url), PortNames: urls.map((one) => one.name)};
}

/** The same for a list: what can be reached without opening anything. */
export function listedDocument(service: Service, slices: readonly EndpointSlice[], facts: WayFacts, options: UrlOptions): ServiceDocument {
  const {namespace, name} = service.metadata;
  const own = slices.filter(({metadata}) => metadata.namespace === namespace && metadata.labels?.[serviceNameLabel] === name);
  const ports = (service.spec?.ports ?? []).map((port): ReachedPort => {
    const way = facts.direct ? directWay(service, port, own, facts) : undefined;
    return {port, ...(way ? {at: way} : {})};
  });
  return documentOf({service, ports}, options);
}

/** A row for each port; what is the same as above is left out. */
export function serviceRows(documents: readonly ServiceDocument[]): string[][] {
  return documents.flatMap(({Namespace, Name, URLs, PortNames}) => {
    if (URLs.length === 0) return [[Namespace, Name, 'No node port', '']];
    return URLs.map((url, place) => [place === 0 ? Namespace : '', place === 0 ? Name : '', PortNames[place] ?? '', url]);
  });
}
