import type {KubeObject} from './kube-types.ts';

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly nodePort?: number;
  readonly targetPort?: number | string;
}

export interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    /** `None` for a headless Service. */
    readonly clusterIP?: string;
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly externalTrafficPolicy?: 'Cluster' | 'Local';
    readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
  };
  readonly status?: {readonly loadBalancer?: {readonly ingress?: readonly {readonly ip?: string; readonly hostname?: string}[]}};
}

/** Some of the places behind a Service; the label `kubernetes.io/service-name` names it. */
export interface EndpointSlice extends KubeObject {
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    /** `ready` left out is true. */
    readonly conditions?: {readonly ready?: boolean};
    readonly nodeName?: string;
    readonly targetRef?: {readonly kind?: string; readonly name?: string; readonly namespace?: string};
  }[];
  readonly ports?: readonly {readonly name?: string; readonly port?: number; readonly protocol?: string}[];
}
