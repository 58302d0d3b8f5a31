import {isDeepStrictEqual} from 'node:util';
import {type Fields, mergeDocument} from './merge-document.ts';
import {type KubeadmPatches, patchDocument} from './patch-documents.ts';

/** What the kubelet's configuration depends on. */
export interface KubeletInput {
  readonly dnsDomain: string;
  readonly clusterDns: string;
  /** Where pods that do not ask the cluster's DNS are told whom to ask. */
  readonly resolvConf: string;
  readonly cgroupVersion: 1 | 2;
  /** Hard limit of open files in a node. */
  readonly openFiles: number;
  readonly featureGates: Readonly<Record<string, boolean>>;
  /** Fields that the cluster's file sets for all nodes. */
  readonly kubelet: Fields;
  readonly patches: KubeadmPatches;
}

/** The KubeletConfiguration that all nodes of a cluster share, with what was asked for. @throws AppError E_CONFIG. */
export function patchedKubeletConfiguration(input: KubeletInput): Fields {
  return patchDocument(mergeDocument(kubeletConfiguration(input), input.kubelet), input.patches);
}

/** What one node's fields and patches make of the configuration that all share: the fields that are others, for a drop-in file. */
export function kubeletDropIn(shared: Fields, kubelet: Fields, patches: KubeadmPatches): Fields {
  const own = patchDocument(mergeDocument(shared, kubelet), patches);
  return Object.fromEntries(Object.entries(own).filter(([key, value]) => !isDeepStrictEqual(value, shared[key])));
}

function kubeletConfiguration({dnsDomain, clusterDns, resolvConf, cgroupVersion, openFiles, featureGates}: KubeletInput): Fields {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: cgroupVersion === 1 ? 'cgroupfs' : 'systemd',
    clusterDNS: [clusterDns],
    clusterDomain: dnsDomain,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    resolvConf,
    failSwapOn: false,
    // Kubernetes 1.35 and later refuse cgroup v1 unless told otherwise.
    failCgroupV1: false,
    // Sysctls of the host's kernel and /dev/kmsg belong to the host: a node that may not write them must still start.
    featureGates: {KubeletInUserNamespace: true, ...featureGates},
    // Lower scores need CAP_SYS_RESOURCE.
    oomScoreAdj: 0,
    maxOpenFiles: Math.min(openFiles, 1_000_000),
    // The kubelet sees the host's whole disk: by its own thresholds it would delete images and evict pods of a laptop that is merely full.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
      'imagefs.inodesFree': '0%',
    },
    // Static pods and volumes are noticed at once rather than after 20 s and 60 s.
    fileCheckFrequency: '1s',
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '5s',
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    rotateCertificates: true,
    shutdownGracePeriod: '0s',
    shutdownGracePeriodCriticalPods: '0s',
    containerLogMaxSize: '10Mi',
  };
}
