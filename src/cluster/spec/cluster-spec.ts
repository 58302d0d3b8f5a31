import type {Json6902Patch, NodeMount, NodeSpec, Overrides} from './node-spec.ts';

export type {Limit, NodeRole, NodeSpec, Taint} from './node-spec.ts';

export type KubeProxyMode = 'iptables' | 'nftables' | 'none';
export type IpFamily = 'ipv4' | 'ipv6' | 'dual';

export interface Networking {
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  /** Where the nodes' addresses are; a free one is picked when absent. */
  readonly subnet?: string;
  readonly dnsDomain: string;
  /** Domains that nodes and pods complete names with; the engine's own when absent. */
  readonly dnsSearch?: readonly string[];
  readonly kubeProxyMode: KubeProxyMode;
  readonly ipFamily: IpFamily;
  /** `default` for Flotilla's own, `none` to bring another later, else the text of manifests to apply. */
  readonly cni: string;
  /** NetworkPolicy is enforced. */
  readonly networkPolicy: boolean;
}

/** Arguments of components, by name without the dashes, as text. */
export interface ComponentArguments {
  readonly apiServer: Readonly<Record<string, string>>;
  readonly controllerManager: Readonly<Record<string, string>>;
  readonly scheduler: Readonly<Record<string, string>>;
  readonly etcd: Readonly<Record<string, string>>;
  readonly kubelet: Readonly<Record<string, string>>;
  /** Fields of KubeProxyConfiguration rather than flags, as minikube's `--extra-config kube-proxy.` has it. */
  readonly kubeProxy: Readonly<Record<string, string>>;
}

/** Without passwords: the specification is stored in labels. */
export interface ProxySpec {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Names and networks between commas. The cluster's own are added. */
  readonly noProxy?: string;
}

/** As in Pod.spec.hostAliases. */
export interface HostAlias {
  readonly ip: string;
  readonly hostnames: readonly string[];
}

/** Kubernetes objects to apply when the cluster runs; `name` is for messages. */
export interface ManifestText {
  readonly name: string;
  readonly text: string;
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
    /** Further names and addresses in its certificate. */
    readonly certSANs: readonly string[];
  };
  readonly taintControlPlanes: boolean;
  /** Keep a tunnel running with the cluster. */
  readonly tunnel: boolean;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly runtimeConfig: Readonly<Record<string, string>>;
  readonly addons: readonly string[];
  /** In every node, those that are added later too. */
  readonly mounts: readonly NodeMount[];
  /** KubeletConfiguration of every node. */
  readonly kubelet: Overrides;
  /** Merge patches for kubeadm's documents; YAML or JSON, `kind` says which document. */
  readonly kubeadmPatches: readonly string[];
  readonly kubeadmPatchesJSON6902: readonly Json6902Patch[];
  readonly componentArguments: ComponentArguments;
  /** Text of an AdmissionConfiguration. */
  readonly admissionConfiguration?: string;
  /** Text of an audit Policy. */
  readonly auditPolicy?: string;
  /** Mirrors in order of preference, by the registry's host (and port). */
  readonly registryMirrors: Readonly<Record<string, readonly string[]>>;
  /** Hosts (and ports) that are spoken to without TLS or with any certificate. */
  readonly insecureRegistries: readonly string[];
  /** PEM texts of certificates that nodes and their container runtimes trust. */
  readonly caCertificates: readonly string[];
  readonly proxy: ProxySpec;
  /** A registry in a container beside the cluster, published on this port of the host. */
  readonly localRegistry?: {readonly port: number};
  /** Merge patches for containerd's configuration; TOML. */
  readonly containerdConfigPatches: readonly string[];
  readonly hostAliases: readonly HostAlias[];
  readonly manifests: readonly ManifestText[];
  /** Texts of files with AppArmor profiles. */
  readonly apparmorProfiles: readonly string[];
  /** How long certificates are valid, as Go writes durations: `87600h`. */
  readonly certificateValidity?: string;
}
