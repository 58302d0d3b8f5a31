import {AppError} from '../../errors/app-error.ts';
import type {EndpointSlice, Service, ServicePort} from '../../kube/service-types.ts';
import {dialTcp} from '../../network/forwarding/dial-tcp.ts';
import type {Dial} from '../../network/forwarding/open-forward.ts';
import {nameOf, slicesOf} from './await-endpoint.ts';
import {directWay} from './choose-way.ts';
import {type ReadyEndpoint, readyEndpoints} from './ready-endpoints.ts';
import type {ServiceView} from './service-view.ts';

/**
 * Opens connections to a port of a Service, each to an endpoint that is ready then, in turn. Where this machine reaches the nodes, at their
 * port or through the API server; elsewhere through the door.
 */
export function dialService(service: Service, port: ServicePort, view: ServiceView): Dial {
  const {clusterIP} = service.spec ?? {};
  const hasAddress = clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None';
  const {api, door, reaches, signal} = view;
  let turn = 0;
  const throughDoor = ({address, port: own}: ReadyEndpoint) =>
    door.dial(hasAddress ? {host: clusterIP, port: port.port} : {host: address, port: own}, signal);
  return async () => {
    // Behind an address of its own, kube-proxy finds the endpoint.
    if (!reaches && hasAddress) return door.dial({host: clusterIP, port: port.port}, signal);
    const {items} = await api.list<EndpointSlice>(slicesOf(service), {signal});
    const way = reaches ? directWay(service, port, items, view) : undefined;
    if (way) return dialTcp(way.host, way.port);
    const endpoints = readyEndpoints(items, port);
    const endpoint = endpoints[turn++ % endpoints.length];
    if (!endpoint) throw new AppError('E_SERVICE_UNREACHABLE', `Service ${nameOf(service)} has no ready endpoint now.`);
    return reaches && endpoint.pod ? api.portForward(endpoint.pod, endpoint.port, {signal}) : throughDoor(endpoint);
  };
}
