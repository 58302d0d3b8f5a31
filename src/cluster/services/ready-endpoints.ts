import type {EndpointSlice, ServicePort} from '../../kube/service-types.ts';

/** A place that answers for a port of a Service. */
export interface ReadyEndpoint {
  readonly address: string;
  /** Of the pod, or of whatever is behind the Service. */
  readonly port: number;
  readonly node?: string;
  /** Absent when it is no pod. */
  readonly pod?: {readonly namespace: string; readonly name: string};
}

/** The label that says which Service a slice belongs to. */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** Those endpoints that a port of a Service leads to now. */
export function readyEndpoints(slices: readonly EndpointSlice[], {name = '', protocol = 'TCP'}: ServicePort): ReadyEndpoint[] {
  return slices.flatMap(({endpoints, ports, metadata}) => {
    const port = ports?.find((one) => (one.name ?? '') === name && (one.protocol ?? 'TCP') === protocol)?.port;
    if (port === undefined) return [];
    return (endpoints ?? []).flatMap(({addresses, conditions, nodeName, targetRef}) => {
      const [address] = addresses;
      if (address === undefined || conditions?.ready === false) return [];
      const namespace = targetRef?.namespace ?? metadata.namespace ?? 'default';
      return [
        {
          address,
          port,
          ...(nodeName === undefined ? {} : {node: nodeName}),
          ...(targetRef?.kind === 'Pod' && targetRef.name !== undefined ? {pod: {namespace, name: targetRef.name}} : {}),
        },
      ];
    });
  });
}

/** Whether every port of a Service has somebody who answers. */
export function isServed(slices: readonly EndpointSlice[], ports: readonly ServicePort[]): boolean {
  return ports.every((port) => readyEndpoints(slices, port).length > 0);
}
