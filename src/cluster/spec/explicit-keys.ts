import type {ClusterSpec} from './cluster-spec.ts';
import type {SpecInput} from './read-spec.ts';
import {parseSpecFile} from './spec-file.ts';
import type {SpecFlags} from './spec-flags.ts';

/** Which part of the specification a flag says something about. */
const partOf: Readonly<Record<keyof SpecFlags, keyof ClusterSpec>> = {
  name: 'name',
  kubernetesVersion: 'kubernetesVersion',
  image: 'image',
  nodes: 'nodes',
  controlPlanes: 'nodes',
  ha: 'nodes',
  port: 'nodes',
  cpus: 'nodes',
  memory: 'nodes',
  podCidr: 'networking',
  serviceCidr: 'networking',
  subnet: 'networking',
  dnsDomain: 'networking',
  kubeProxyMode: 'networking',
  ipFamily: 'networking',
  cni: 'networking',
  networkPolicy: 'networking',
  apiServerAddress: 'apiServer',
  apiServerPort: 'apiServer',
  apiServerNames: 'apiServer',
  apiServerIps: 'apiServer',
  taintControlPlanes: 'taintControlPlanes',
  featureGates: 'featureGates',
  runtimeConfig: 'runtimeConfig',
  addons: 'addons',
  extraConfig: 'componentArguments',
  mount: 'mounts',
  registryMirror: 'registryMirrors',
  insecureRegistry: 'insecureRegistries',
  localRegistry: 'localRegistry',
  localRegistryPort: 'localRegistry',
  caCertificate: 'caCertificates',
  httpProxy: 'proxy',
  httpsProxy: 'proxy',
  noProxy: 'proxy',
  certExpiration: 'certificateValidity',
};

/** The parts of a specification that the user wrote; everything else in it is defaults. */
export function explicitKeys({yaml, flags}: SpecInput): ReadonlySet<keyof ClusterSpec> {
  const fromFlags = (Object.keys(flags) as (keyof SpecFlags)[]).filter((flag) => flags[flag] !== undefined).map((flag) => partOf[flag]);
  const raw: unknown = yaml ? parseSpecFile(yaml.text, yaml.fileName).raw : {};
  return new Set([...fromFlags, ...(Object.keys(raw ?? {}) as (keyof ClusterSpec)[])]);
}
