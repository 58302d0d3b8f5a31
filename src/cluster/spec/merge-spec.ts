import type {ClusterDocument} from './cluster-document.ts';
import type {ClusterSpec, NodeSpec} from './cluster-spec.ts';
import type {CheckedFlags} from './spec-flags.ts';

/** One specification from a file and flags: a flag wins over the file; of maps each entry does, and addons of both are enabled. */
export function mergeSpec(file: ClusterDocument, flags: CheckedFlags, nodes: readonly NodeSpec[]): ClusterSpec {
  const image = flags.image ?? file.image;
  const subnet = flags.subnet ?? file.networking.subnet;
  const port = flags.apiServerPort ?? file.apiServer.port;
  return {
    name: flags.name ?? file.name,
    kubernetesVersion: flags.kubernetesVersion ?? file.kubernetesVersion,
    ...(image === undefined ? {} : {image}),
    nodes,
    networking: {
      podCIDR: flags.podCidr ?? file.networking.podCIDR,
      serviceCIDR: flags.serviceCidr ?? file.networking.serviceCIDR,
      ...(subnet === undefined ? {} : {subnet}),
      dnsDomain: flags.dnsDomain ?? file.networking.dnsDomain,
      kubeProxyMode: flags.kubeProxyMode ?? file.networking.kubeProxyMode,
    },
    apiServer: {address: flags.apiServerAddress ?? file.apiServer.address, ...(port === undefined ? {} : {port})},
    taintControlPlanes: flags.taintControlPlanes ?? file.taintControlPlanes,
    featureGates: {...file.featureGates, ...flags.featureGates},
    runtimeConfig: {...file.runtimeConfig, ...flags.runtimeConfig},
    addons: [...new Set([...file.addons, ...(flags.addons ?? [])])],
  };
}
