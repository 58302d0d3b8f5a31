export type NodeRole = 'control-plane' | 'worker';
export type KubeProxyMode = 'iptables' | 'nftables';
/** A bound, `max` for all that the host has, or none. */
export type Limit = number | 'max' | 'no-limit';

/** As in Kubernetes' Node.spec.taints. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface NodeSpec {
  readonly role: NodeRole;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Processors; may be a fraction. */
  readonly cpus: Limit;
  /** MiB. */
  readonly memory: Limit;
}

export interface Networking {
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  /** Where the nodes' addresses are; a free one is picked when absent. */
  readonly subnet?: string;
  readonly dnsDomain: string;
  readonly kubeProxyMode: KubeProxyMode;
}

/** What the user wants, complete: every default is filled in. Control planes come first in `nodes`. */
export interface ClusterSpec {
  /** The profile. */
  readonly name: string;
  /** With the v: `v1.36.2`. */
  readonly kubernetesVersion: string;
  /** Node image; the one of the version when absent. */
  readonly image?: string;
  readonly nodes: readonly NodeSpec[];
  readonly networking: Networking;
  readonly apiServer: {
    /** Address of the host where the API server is published. */
    readonly address: string;
    /** A free port is chosen when absent. */
    readonly port?: number;
  };
  readonly taintControlPlanes: boolean;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly runtimeConfig: Readonly<Record<string, string>>;
  readonly addons: readonly string[];
}
