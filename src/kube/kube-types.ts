/** The parts of Kubernetes' types that we read. Everything an API server sends may have more fields. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who has written which fields. */
  readonly managedFields?: readonly {readonly manager?: string; readonly operation?: string}[];
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** Conditions of nodes only: when the kubelet last said so, in whole seconds. */
  readonly lastHeartbeatTime?: string;
}

export interface KubeNode extends KubeObject {
  readonly spec?: {
    readonly podCIDR?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly {readonly key: string; readonly value?: string; readonly effect: string}[];
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly {readonly type: string; readonly address: string}[];
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly nodeInfo?: {readonly kubeletVersion: string};
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface ContainerState {
  readonly waiting?: {readonly reason?: string; readonly message?: string};
  readonly running?: {readonly startedAt?: string};
  readonly terminated?: {readonly exitCode: number; readonly reason?: string; readonly message?: string};
}

export interface Pod extends KubeObject {
  readonly spec?: {readonly nodeName?: string; readonly containers?: readonly {readonly name: string; readonly image: string}[]};
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface Deployment extends KubeObject {
  readonly spec?: {readonly replicas?: number; readonly selector?: LabelSelector};
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface DaemonSet extends KubeObject {
  readonly spec?: {readonly selector?: LabelSelector};
  readonly status?: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

export interface KubeEvent extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: {readonly kind?: string; readonly name?: string; readonly namespace?: string};
}

export interface CustomResourceDefinition extends KubeObject {
  readonly spec: {readonly group: string; readonly names: {readonly kind: string; readonly plural: string}};
  readonly status?: {readonly conditions?: readonly Condition[]};
}
