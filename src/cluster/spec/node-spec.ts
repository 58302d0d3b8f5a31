export type NodeRole = 'control-plane' | 'worker';
/** A bound, `max` for all that the host has, or none. */
export type Limit = number | 'max' | 'no-limit';

/** As in Kubernetes' Node.spec.taints. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** A folder or file of the engine's machine, seen in a node. Propagation has Kubernetes' words; `None` when absent. */
export interface NodeMount {
  readonly hostPath: string;
  readonly nodePath: string;
  readonly readOnly: boolean;
  readonly propagation: 'None' | 'HostToContainer' | 'Bidirectional';
}

/** A port of a node that the host publishes. */
export interface NodePort {
  readonly nodePort: number;
  /** 0: a free one is chosen once. */
  readonly hostPort: number;
  readonly hostAddress: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** A JSON patch (RFC 6902) for one of kubeadm's documents; `patch` is its YAML or JSON text. */
export interface Json6902Patch {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly patch: string;
}

/** Fields of a configuration that is Kubernetes' own, such as KubeletConfiguration. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface NodeSpec {
  readonly role: NodeRole;
  /** Node image of this node alone. */
  readonly image?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Processors; may be a fraction. */
  readonly cpus: Limit;
  /** MiB. */
  readonly memory: Limit;
  /** Besides those of the cluster. */
  readonly mounts: readonly NodeMount[];
  readonly ports: readonly NodePort[];
  /** KubeletConfiguration of this node, over the cluster's. */
  readonly kubelet: Overrides;
  /** Merge patches for kubeadm's documents, after the cluster's. */
  readonly kubeadmPatches: readonly string[];
  readonly kubeadmPatchesJSON6902: readonly Json6902Patch[];
}

/** What a node is like when nothing is said of it. */
export const nodeDefaults = {
  labels: {},
  taints: [],
  cpus: 'no-limit',
  memory: 'no-limit',
  mounts: [],
  ports: [],
  kubelet: {},
  kubeadmPatches: [],
  kubeadmPatchesJSON6902: [],
} as const satisfies Omit<NodeSpec, 'role'>;
