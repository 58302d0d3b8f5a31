import type {SpecFlags} from './spec-flags.ts';

/** Which place of a cluster file each flag says something about, as a path between dots. */
export const flagPlaces: Readonly<Record<keyof SpecFlags, string>> = {
  name: 'name',
  kubernetesVersion: 'kubernetesVersion',
  image: 'image',
  nodes: 'nodes',
  controlPlanes: 'nodes',
  ha: 'nodes',
  cpus: 'nodes[].cpus',
  memory: 'nodes[].memory',
  port: 'nodes[].ports',
  podCidr: 'networking.podCIDR',
  serviceCidr: 'networking.serviceCIDR',
  subnet: 'networking.subnet',
  dnsDomain: 'networking.dnsDomain',
  kubeProxyMode: 'networking.kubeProxyMode',
  ipFamily: 'networking.ipFamily',
  cni: 'networking.cni',
  networkPolicy: 'networking.networkPolicy',
  apiServerAddress: 'apiServer.address',
  apiServerPort: 'apiServer.port',
  apiServerNames: 'apiServer.certSANs',
  apiServerIps: 'apiServer.certSANs',
  taintControlPlanes: 'taintControlPlanes',
  tunnel: 'tunnel',
  featureGates: 'featureGates',
  runtimeConfig: 'runtimeConfig',
  extraConfig: 'componentArguments',
  addons: 'addons',
  mount: 'mounts',
  registryMirror: 'registryMirrors',
  insecureRegistry: 'insecureRegistries',
  localRegistry: 'localRegistry',
  localRegistryPort: 'localRegistry',
  caCertificate: 'caCertificates',
  httpProxy: 'proxy.httpProxy',
  httpsProxy: 'proxy.httpsProxy',
  noProxy: 'proxy.noProxy',
  certExpiration: 'certificateValidity',
};

/** Whether a file's data says something at such a place; of a list of nodes, at any of them. */
export function isSaid(raw: unknown, place: string): boolean {
  return find(raw, place.split('.'));
}

function find(raw: unknown, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return raw !== undefined;
  if (raw === null || typeof raw !== 'object') return false;
  const value: unknown = Reflect.get(raw, part.replace('[]', ''));
  if (!part.endsWith('[]')) return find(value, rest);
  return Array.isArray(value) && value.some((one) => find(one, rest));
}
