import {kubernetesYaml} from '../../kube/kubernetes-yaml.ts';
import {type KubeletInput, patchedKubeletConfiguration} from './kubelet-configuration.ts';
import type {Fields} from './merge-document.ts';
import type {NodeRegistration} from './node-registration.ts';
import {type KubeadmPatches, patchDocument} from './patch-documents.ts';
import {refuseDecided} from './refuse-decided.ts';

type Arguments = Readonly<Record<string, string>>;

/** What kubeadm must know of a cluster and of the node it runs on. */
export interface KubeadmInput extends KubeletInput {
  readonly cluster: string;
  readonly kubernetesVersion: string;
  /** `name:port` by which every node reaches the API server. */
  readonly endpoint: string;
  /** Names and addresses for the API server's certificate besides kubeadm's own. */
  readonly certificateNames: readonly string[];
  /** As Go writes durations; ten years when absent. */
  readonly certificateValidity?: string;
  /** The primary one: the API server's and etcd's. */
  readonly address: string;
  readonly apiPort: number;
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly runtimeConfig: Readonly<Record<string, string>>;
  readonly leaderElection: boolean;
  /** By component, over those that nodes need. */
  readonly arguments: {
    readonly apiServer: Arguments;
    readonly controllerManager: Arguments;
    readonly scheduler: Arguments;
    readonly etcd: Arguments;
  };
  /** Folders of the node that the API server sees. */
  readonly apiServerMounts: readonly {readonly name: string; readonly path: string; readonly readOnly: boolean}[];
  /** For the ClusterConfiguration: those of the cluster and, as kind has it, of control planes. */
  readonly clusterPatches: KubeadmPatches;
  /** The patched registration of this node. */
  readonly registration: NodeRegistration;
}

/** A local cluster has nobody to rotate its certificates for: ten years instead of kubeadm's one. */
const validity = '87600h';

/**
 * The default of 20 requests a second makes the controller manager take 5 s to get a token for each of its 45 controllers (measured);
 * a laptop's API server has no other heavy users to be protected from.
 */
const controllerManagerRate: Arguments = {'kube-api-qps': '300', 'kube-api-burst': '600'};

/** The YAML documents for `kubeadm init`: kubeadm.k8s.io/v1beta4, known to Kubernetes 1.31 and later. */
export function renderKubeadmDocuments(input: KubeadmInput): string {
  return [patchedClusterConfiguration(input), initConfiguration(input), patchedKubeletConfiguration(input)]
    .map(kubernetesYaml)
    .join('---\n');
}

function patchedClusterConfiguration(input: KubeadmInput): Fields {
  const document = clusterConfiguration(input);
  const patched = patchDocument(document, input.clusterPatches);
  refuseDecided(document, patched, {
    clusterName: 'name',
    kubernetesVersion: 'kubernetesVersion',
    controlPlaneEndpoint: 'apiServer',
    networking: 'networking',
    certificatesDir: undefined,
  });
  return patched;
}

function clusterConfiguration(input: KubeadmInput): Fields {
  const gates = joined(input.featureGates);
  const gateArguments: Arguments = gates === '' ? {} : {'feature-gates': gates};
  const runtime = joined(input.runtimeConfig);
  const election: Arguments = input.leaderElection ? {} : {'leader-elect': 'false'};
  const {apiServer, controllerManager, scheduler, etcd} = input.arguments;
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    clusterName: input.cluster,
    kubernetesVersion: input.kubernetesVersion,
    controlPlaneEndpoint: input.endpoint,
    encryptionAlgorithm: 'ECDSA-P256',
    certificateValidityPeriod: input.certificateValidity ?? validity,
    caCertificateValidityPeriod: validity,
    networking: {podSubnet: input.podCIDR, serviceSubnet: input.serviceCIDR, dnsDomain: input.dnsDomain},
    apiServer: {
      certSANs: [...input.certificateNames],
      extraArgs: list({...gateArguments, ...(runtime === '' ? {} : {'runtime-config': runtime}), ...apiServer}),
      ...(input.apiServerMounts.length === 0 ? {} : {extraVolumes: input.apiServerMounts.map(volume)}),
    },
    controllerManager: {
      extraArgs: list({
        'allocate-node-cidrs': 'false',
        // Kubelets renew their certificates with the controller manager, for a year unless told.
        'cluster-signing-duration': input.certificateValidity ?? validity,
        ...controllerManagerRate,
        ...election,
        ...gateArguments,
        ...controllerManager,
      }),
    },
    scheduler: {extraArgs: list({...election, ...gateArguments, ...scheduler})},
    ...(Object.keys(etcd).length === 0 ? {} : {etcd: {local: {extraArgs: list(etcd)}}}),
  };
}

function initConfiguration(input: KubeadmInput): Fields {
  const {document, kubeletArguments} = input.registration;
  return {
    ...document,
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'InitConfiguration',
    localAPIEndpoint: {advertiseAddress: input.address, bindPort: input.apiPort},
    nodeRegistration: {
      criSocket: 'unix:///run/containerd/containerd.sock',
      // Taints are set on the Node object with those of the other nodes.
      taints: [],
      imagePullPolicy: 'Never',
      kubeletExtraArgs: list(kubeletArguments),
    },
  };
}

const list = (values: Arguments): {readonly name: string; readonly value: string}[] =>
  Object.entries(values).map(([name, value]) => ({name, value}));

const volume = ({name, path, readOnly}: KubeadmInput['apiServerMounts'][number]): object => ({
  name,
  hostPath: path,
  mountPath: path,
  readOnly,
  pathType: 'DirectoryOrCreate',
});

const joined = (values: Readonly<Record<string, boolean | string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
