import {stringify} from 'yaml';
import {kubeletConfiguration} from './kubelet-configuration.ts';

/** What kubeadm must know of a cluster and of the node it runs on. */
export interface KubeadmInput {
  readonly cluster: string;
  readonly kubernetesVersion: string;
  /** `name:port` by which every node reaches the API server. */
  readonly endpoint: string;
  /** Names and addresses for the API server's certificate besides kubeadm's own. */
  readonly certificateNames: readonly string[];
  /** The primary one: the API server's and etcd's. */
  readonly address: string;
  /** One of each family that the cluster has. */
  readonly nodeAddresses: readonly string[];
  readonly apiPort: number;
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly dnsDomain: string;
  readonly clusterDns: string;
  readonly resolvConf: string;
  readonly cgroupVersion: 1 | 2;
  readonly openFiles: number;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly runtimeConfig: Readonly<Record<string, string>>;
  readonly leaderElection: boolean;
}

/** A local cluster has nobody to rotate its certificates for: ten years instead of kubeadm's one. */
const validity = '87600h';

/**
 * The default of 20 requests a second makes the controller manager take 5 s to get a token for each of its 45 controllers (measured);
 * a laptop's API server has no other heavy users to be protected from.
 */
const controllerManagerRate = [
  {name: 'kube-api-qps', value: '300'},
  {name: 'kube-api-burst', value: '600'},
];

/** The YAML documents for `kubeadm init`: kubeadm.k8s.io/v1beta4, known to Kubernetes 1.31 and later. */
export function renderKubeadmDocuments(input: KubeadmInput): string {
  return [clusterConfiguration(input), initConfiguration(input), kubeletConfiguration(input)]
    .map((document) => stringify(document, {aliasDuplicateObjects: false}))
    .join('---\n');
}

function clusterConfiguration(input: KubeadmInput): object {
  const gates = joined(input.featureGates);
  const gateArguments = gates === '' ? [] : [{name: 'feature-gates', value: gates}];
  const runtime = joined(input.runtimeConfig);
  const election = input.leaderElection ? [] : [{name: 'leader-elect', value: 'false'}];
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    clusterName: input.cluster,
    kubernetesVersion: input.kubernetesVersion,
    controlPlaneEndpoint: input.endpoint,
    encryptionAlgorithm: 'ECDSA-P256',
    certificateValidityPeriod: validity,
    caCertificateValidityPeriod: validity,
    networking: {podSubnet: input.podCIDR, serviceSubnet: input.serviceCIDR, dnsDomain: input.dnsDomain},
    apiServer: {
      certSANs: [...input.certificateNames],
      extraArgs: [...gateArguments, ...(runtime === '' ? [] : [{name: 'runtime-config', value: runtime}])],
    },
    controllerManager: {
      extraArgs: [{name: 'allocate-node-cidrs', value: 'false'}, ...controllerManagerRate, ...election, ...gateArguments],
    },
    scheduler: {extraArgs: [...election, ...gateArguments]},
  };
}

function initConfiguration(input: KubeadmInput): object {
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'InitConfiguration',
    localAPIEndpoint: {advertiseAddress: input.address, bindPort: input.apiPort},
    nodeRegistration: {
      criSocket: 'unix:///run/containerd/containerd.sock',
      // Taints are set on the Node object with those of the other nodes.
      taints: [],
      imagePullPolicy: 'Never',
      kubeletExtraArgs: [{name: 'node-ip', value: input.nodeAddresses.join(',')}],
    },
  };
}

const joined = (values: Readonly<Record<string, boolean | string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
