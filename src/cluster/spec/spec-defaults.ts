import {defaultKubernetesVersion} from '../../images/default-version.ts';
import type {ClusterSpec} from './cluster-spec.ts';
import {nodeDefaults} from './node-spec.ts';

/** What a cluster is like when nothing is said: one control plane that also runs pods. */
export const specDefaults = {
  name: 'flotilla',
  kubernetesVersion: defaultKubernetesVersion,
  nodes: [{...nodeDefaults, role: 'control-plane'}],
  networking: {
    podCIDR: '10.244.0.0/16',
    serviceCIDR: '10.96.0.0/16',
    dnsDomain: 'cluster.local',
    kubeProxyMode: 'iptables',
    ipFamily: 'ipv4',
    cni: 'default',
    networkPolicy: false,
  },
  apiServer: {address: '127.0.0.1', certSANs: []},
  taintControlPlanes: false,
  tunnel: false,
  featureGates: {},
  runtimeConfig: {},
  addons: [],
  mounts: [],
  kubelet: {},
  kubeadmPatches: [],
  kubeadmPatchesJSON6902: [],
  componentArguments: {apiServer: {}, controllerManager: {}, scheduler: {}, etcd: {}, kubelet: {}, kubeProxy: {}},
  registryMirrors: {},
  insecureRegistries: [],
  caCertificates: [],
  proxy: {},
  containerdConfigPatches: [],
  hostAliases: [],
  manifests: [],
  apparmorProfiles: [],
} as const satisfies ClusterSpec;
