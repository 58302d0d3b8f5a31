import type {EndpointSlice, Service} from '../../kube/service-types.ts';
import {allServices} from './find-services.ts';
import {listedDocument, type ServiceDocument} from './service-document.ts';
import {defaultUrlFormat} from './service-urls.ts';
import type {ServiceView} from './service-view.ts';

/** All Services of a namespace, or of all, with the URLs at which this machine reaches them now. */
export async function listServices(namespace: string | undefined, view: ServiceView): Promise<ServiceDocument[]> {
  const {api, signal} = view;
  const services = await allServices(namespace, view);
  // Which node answers is a question of endpoints only with this policy.
  const {items: slices} = services.some(isLocal)
    ? await api.list<EndpointSlice>(
        {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', ...(namespace === undefined ? {} : {namespace})},
        {signal},
      )
    : {items: []};
  return services.map((service) => listedDocument(service, slices, view, {format: defaultUrlFormat, https: false}));
}

const isLocal = ({spec}: Service): boolean => spec?.externalTrafficPolicy === 'Local';
