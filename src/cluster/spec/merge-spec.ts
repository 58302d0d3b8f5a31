import type {ClusterDocument} from './cluster-document.ts';
import type {ClusterSpec, ComponentArguments} from './cluster-spec.ts';
import {familyDefaults} from './family-defaults.ts';
import type {NodeSpec} from './node-spec.ts';
import type {CheckedFlags} from './spec-flags.ts';
import {withoutUndefined} from './without-undefined.ts';

/** One specification from a file and flags: a flag wins over the file; of maps each entry does, and of lists both count. */
export function mergeSpec(file: ClusterDocument, flags: CheckedFlags, nodes: readonly NodeSpec[]): ClusterSpec {
  const {name, kubernetesVersion, image, taintControlPlanes, tunnel} = flags;
  return {
    ...withoutUndefined({...listsAndTexts(file), image: file.image}),
    ...withoutUndefined({name, kubernetesVersion, image, taintControlPlanes, tunnel}),
    nodes,
    networking: mergeNetworking(file, flags),
    apiServer: mergeApiServer(file, flags),
    featureGates: {...file.featureGates, ...flags.featureGates},
    runtimeConfig: {...file.runtimeConfig, ...flags.runtimeConfig},
    addons: union(file.addons, flags.addons),
    mounts: [...file.mounts, ...(flags.mount ?? [])],
    componentArguments: mergeArguments(file.componentArguments, flags.extraConfig ?? {}),
    registryMirrors: {...file.registryMirrors, ...flags.registryMirror},
    insecureRegistries: union(file.insecureRegistries, flags.insecureRegistry),
    caCertificates: union(file.caCertificates, flags.caCertificate),
    proxy: withoutUndefined({
      httpProxy: flags.httpProxy ?? file.proxy.httpProxy,
      httpsProxy: flags.httpsProxy ?? file.proxy.httpsProxy,
      noProxy: flags.noProxy ?? file.proxy.noProxy,
    }),
    ...withoutUndefined({
      localRegistry: mergeLocalRegistry(file, flags),
      certificateValidity: flags.certExpiration ?? file.certificateValidity,
    }),
  };
}

/** What only a file can say. */
function listsAndTexts(file: ClusterDocument) {
  const {name, kubernetesVersion, taintControlPlanes, tunnel, kubelet, kubeadmPatches, kubeadmPatchesJSON6902} = file;
  const {admissionConfiguration, auditPolicy, containerdConfigPatches, hostAliases, manifests, apparmorProfiles} = file;
  return {
    name,
    kubernetesVersion,
    taintControlPlanes,
    tunnel,
    kubelet,
    kubeadmPatches,
    kubeadmPatchesJSON6902,
    admissionConfiguration,
    auditPolicy,
    containerdConfigPatches,
    hostAliases,
    manifests,
    apparmorProfiles,
  };
}

function mergeNetworking({networking}: ClusterDocument, flags: CheckedFlags): ClusterSpec['networking'] {
  const {podCidr, serviceCidr, subnet, dnsDomain, kubeProxyMode, ipFamily, cni, networkPolicy} = flags;
  return {
    ...familyDefaults[ipFamily ?? networking.ipFamily],
    ...withoutUndefined(networking),
    ...withoutUndefined({podCIDR: podCidr, serviceCIDR: serviceCidr, subnet, dnsDomain, kubeProxyMode, ipFamily, cni, networkPolicy}),
  };
}

function mergeApiServer({apiServer}: ClusterDocument, flags: CheckedFlags): ClusterSpec['apiServer'] {
  return {
    ...withoutUndefined(apiServer),
    ...withoutUndefined({address: flags.apiServerAddress, port: flags.apiServerPort}),
    certSANs: union(apiServer.certSANs, [...(flags.apiServerNames ?? []), ...(flags.apiServerIps ?? [])]),
  };
}

function mergeArguments(file: ComponentArguments, flags: Partial<ComponentArguments>): ComponentArguments {
  const keys = Object.keys(file) as (keyof ComponentArguments)[];
  return Object.fromEntries(keys.map((key) => [key, {...file[key], ...flags[key]}])) as unknown as ComponentArguments;
}

function mergeLocalRegistry({localRegistry}: ClusterDocument, flags: CheckedFlags): ClusterSpec['localRegistry'] {
  if (flags.localRegistry === false) return undefined;
  if (flags.localRegistryPort !== undefined) return {port: flags.localRegistryPort};
  return localRegistry ?? (flags.localRegistry ? {port: 5001} : undefined);
}

const union = (one: readonly string[], other: readonly string[] = []): string[] => [...new Set([...one, ...other])];
