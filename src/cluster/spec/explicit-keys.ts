import type {ClusterSpec} from './cluster-spec.ts';
import type {SpecInput} from './read-spec.ts';
import {parseSpecFile} from './spec-file.ts';
import type {SpecFlags} from './spec-flags.ts';

/** A part of a specification. Whether NetworkPolicy is enforced is one of its own: unlike the rest of `networking` it may change. */
export type SpecPart = keyof ClusterSpec | 'networkPolicy';

/** Which part of the specification a flag says something about. */
const partOf: Readonly<Record<keyof SpecFlags, SpecPart>> = {
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
  networkPolicy: 'networkPolicy',
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
export function explicitKeys({yaml, flags}: SpecInput): ReadonlySet<SpecPart> {
  const fromFlags = (Object.keys(flags) as (keyof SpecFlags)[]).filter((flag) => flags[flag] !== undefined).map((flag) => partOf[flag]);
  const raw: unknown = yaml ? parseSpecFile(yaml.text, yaml.fileName).raw : {};
  const file = (raw ?? {}) as {readonly networking?: object};
  const fromFile = Object.keys(file) as (keyof ClusterSpec)[];
  const policy: SpecPart[] = 'networkPolicy' in (file.networking ?? {}) ? ['networkPolicy'] : [];
  return new Set<SpecPart>([...fromFlags, ...fromFile, ...policy]);
}
