import type {EndpointSlice, Service, ServicePort} from '../../kube/service-types.ts';
import {isIPv6} from '../../network/cidr.ts';
import {readyEndpoints} from './ready-endpoints.ts';

/** At an address that this machine reaches. */
interface DirectWay {
  readonly kind: 'direct';
  readonly host: string;
  readonly port: number;
}

/** How a port of a Service is reached from this machine. */
export type Way =
  | DirectWay
  /** Through a port of this machine, this one if it can be had. */
  | {readonly kind: 'forward'; readonly wanted: number}
  | {readonly kind: 'none'; readonly because: string};

/** What decides about ways. */
export interface WayFacts {
  /** Whether this machine reaches the nodes, and nobody wants local ports all the same. */
  readonly direct: boolean;
  /** Nodes that run, the one to name first in front. */
  readonly nodes: readonly {readonly name: string; readonly addresses: readonly string[]}[];
}

/** The way to each port of a Service, in their order. */
export function chooseWays(service: Service, slices: readonly EndpointSlice[], facts: WayFacts): Way[] {
  return (service.spec?.ports ?? []).map((port) => chooseWay(service, port, slices, facts));
}

function chooseWay(service: Service, port: ServicePort, slices: readonly EndpointSlice[], facts: WayFacts): Way {
  const direct = facts.direct ? directWay(service, port, slices, facts) : undefined;
  if (direct) return direct;
  const {protocol = 'TCP', nodePort, port: own} = port;
  if (protocol !== 'TCP') return {kind: 'none', because: `only TCP can be forwarded to a port of this machine, and this is ${protocol}`};
  return {kind: 'forward', wanted: nodePort || own};
}

/** Where a machine that reaches the nodes reaches a port of a Service; undefined for one that is inside the cluster only. */
export function directWay(
  service: Service,
  port: ServicePort,
  slices: readonly EndpointSlice[],
  {nodes}: Pick<WayFacts, 'nodes'>,
): DirectWay | undefined {
  const {externalTrafficPolicy, ipFamilies = []} = service.spec ?? {};
  if (port.nodePort) {
    const withEndpoint = new Set(readyEndpoints(slices, port).map(({node}) => node));
    // With this policy a node answers only for pods of its own.
    const node = (externalTrafficPolicy === 'Local' && nodes.find(({name}) => withEndpoint.has(name))) || nodes[0];
    const host = node?.addresses.find((address) => isIPv6(address) === (ipFamilies[0] === 'IPv6')) ?? node?.addresses[0];
    return host === undefined ? undefined : {kind: 'direct', host, port: port.nodePort};
  }
  const ingress = service.status?.loadBalancer?.ingress?.[0];
  const host = ingress?.ip ?? ingress?.hostname;
  return service.spec?.type === 'LoadBalancer' && host !== undefined ? {kind: 'direct', host, port: port.port} : undefined;
}
