import type {ClusterDocument} from './cluster-document.ts';
import type {ClusterSpec, NodeSpec} from './cluster-spec.ts';
import type {CheckedFlags} from './spec-flags.ts';
import {withoutUndefined} from './without-undefined.ts';

/** One specification from a file and flags: a flag wins over the file; of maps each entry does, and addons of both are enabled. */
export function mergeSpec(file: ClusterDocument, flags: CheckedFlags, nodes: readonly NodeSpec[]): ClusterSpec {
  const {name, kubernetesVersion, image, taintControlPlanes, podCidr, serviceCidr, subnet, dnsDomain, kubeProxyMode} = flags;
  const {image: fileImage, networking, apiServer} = file;
  return {
    name: file.name,
    kubernetesVersion: file.kubernetesVersion,
    ...withoutUndefined({image: fileImage}),
    taintControlPlanes: file.taintControlPlanes,
    ...withoutUndefined({name, kubernetesVersion, image, taintControlPlanes}),
    nodes,
    networking: {
      ...withoutUndefined(networking),
      ...withoutUndefined({podCIDR: podCidr, serviceCIDR: serviceCidr, subnet, dnsDomain, kubeProxyMode}),
    },
    apiServer: {...withoutUndefined(apiServer), ...withoutUndefined({address: flags.apiServerAddress, port: flags.apiServerPort})},
    featureGates: {...file.featureGates, ...flags.featureGates},
    runtimeConfig: {...file.runtimeConfig, ...flags.runtimeConfig},
    addons: [...new Set([...file.addons, ...(flags.addons ?? [])])],
  };
}
