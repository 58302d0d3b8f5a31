/** The fields of Kubernetes objects that the tests look at. */
export interface KubeList<T> {
  readonly items: readonly T[];
}

export interface NodeObject {
  readonly metadata: {readonly name: string; readonly labels: Readonly<Record<string, string>>};
  readonly spec: {readonly podCIDR?: string; readonly taints?: readonly object[]};
  readonly status: {
    readonly conditions: readonly {readonly type: string; readonly status: string}[];
    readonly addresses: readonly {readonly type: string; readonly address: string}[];
    readonly nodeInfo: {readonly kubeletVersion: string; readonly containerRuntimeVersion: string};
    readonly allocatable: Readonly<Record<string, string>>;
  };
}

export interface PodObject {
  readonly metadata: {readonly name: string};
  readonly spec: {readonly nodeName: string};
  readonly status: {readonly podIP: string; readonly hostIP: string};
}

export const isReady = ({status}: NodeObject): boolean =>
  status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');

export const internalAddress = ({status}: NodeObject): string | undefined =>
  status.addresses.find(({type}) => type === 'InternalIP')?.address;
