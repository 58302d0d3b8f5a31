import type {ContainerSpec, Volume} from '../../engine/engine.ts';
import {helperLabels} from '../helpers/helper-containers.ts';
import {label, layoutVersion} from '../labels.ts';
import type {DecidedSpec} from './cluster-plan.ts';
import {networkName} from './names.ts';

/** The registry beside a cluster, as nodes and pods know it: the engine's resolver answers for this name on the cluster's network. */
const registryHost = 'registry.flotilla.internal';
const registryPort = 5000;

export const localRegistryEndpoint = `http://${registryHost}:${registryPort}`;

/** Hosts in the names of images that mean the registry beside the cluster: as the host reaches it, and as the cluster does. */
export const localRegistryAddresses = (port: number): string[] => [
  `localhost:${port}`,
  `127.0.0.1:${port}`,
  `${registryHost}:${registryPort}`,
];

export const localRegistryName = (cluster: string): string => `${cluster}-registry`;

/** Where its images are. It carries the cluster's label, so it goes with the cluster. */
export function localRegistryVolume(cluster: string): Volume {
  return {name: localRegistryName(cluster), labels: {[label.cluster]: cluster, [label.layout]: layoutVersion}};
}

export function localRegistryContainer({name}: DecidedSpec, port: number, image: string): ContainerSpec {
  return {
    name: localRegistryName(name),
    hostname: localRegistryName(name),
    image,
    labels: helperLabels(name, 'registry'),
    mounts: [{type: 'volume', source: localRegistryName(name), target: '/var/lib/docker-registry'}],
    network: {name: networkName(name), aliases: [registryHost]},
    ports: [{containerPort: registryPort, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: port}],
    restartPolicy: 'unless-stopped',
    logMaxSize: '10m',
  };
}

/** Tells development tools where images go, as KEP-1755 has it. */
export function localRegistryHosting(port: number): string {
  const inCluster = `${registryHost}:${registryPort}`;
  return `host: "localhost:${port}"\nhostFromContainerRuntime: "${inCluster}"\nhostFromClusterNetwork: "${inCluster}"\nhelp: "flotilla start --help"\n`;
}
