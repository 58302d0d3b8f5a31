import {defaultKubernetesVersion} from '../../images/default-version.ts';
import type {ClusterSpec} from './cluster-spec.ts';

/** What a cluster is like when nothing is said: one control plane that also runs pods. */
export const specDefaults = {
  name: 'flotilla',
  kubernetesVersion: defaultKubernetesVersion,
  nodes: [{role: 'control-plane', labels: {}, taints: [], cpus: 'no-limit', memory: 'no-limit'}],
  networking: {podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16', dnsDomain: 'cluster.local', kubeProxyMode: 'iptables'},
  apiServer: {address: '127.0.0.1'},
  taintControlPlanes: false,
  featureGates: {},
  runtimeConfig: {},
  addons: [],
} as const satisfies ClusterSpec;
