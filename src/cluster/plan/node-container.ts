import type {ContainerSpec, Mount} from '../../engine/engine.ts';
import {isIPv6} from '../../network/cidr.ts';
import {label, layoutVersion} from '../labels.ts';
import type {Limit} from '../spec/cluster-spec.ts';
import {encodeNode} from '../spec/encode-node.ts';
import type {NodeMount} from '../spec/node-spec.ts';
import {byFamily, nodeAddresses} from './addresses.ts';
import type {ApiAccess} from './api-access.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {networkName, sharedVolumeName, volumeName} from './names.ts';
import {nodeCapabilities} from './node-capabilities.ts';
import {publishedApi} from './published-api.ts';

/** Seconds for systemd to stop the pods' processes and etcd to write its last entries, before the engine kills the container. */
const stopTimeout = 20;

/** Labels by which a node's container and volume are found, and from which the node can be made again. */
export function nodeLabels(cluster: string, node: NumberedNode): Readonly<Record<string, string>> {
  return {
    [label.cluster]: cluster,
    [label.role]: node.spec.role,
    [label.index]: String(node.index),
    [label.node]: JSON.stringify(encodeNode(node.spec)),
    [label.layout]: layoutVersion,
  };
}

/** Options of a node's container: not privileged, named capabilities, fixed address, its own volume on /var. */
export function nodeContainer(
  spec: DecidedSpec,
  image: string,
  node: NumberedNode,
  facts: PlanFacts,
  {balanced}: ApiAccess,
): ContainerSpec {
  const {dnsSearch} = spec.networking;
  const publishesApi = node.spec.role === 'control-plane' && !balanced;
  const memoryBytes = limitBytes(node.spec.memory);
  const cpus = typeof node.spec.cpus === 'number' ? node.spec.cpus : undefined;
  return {
    name: node.name,
    hostname: node.name,
    image,
    labels: nodeLabels(spec.name, node),
    env: {container: 'docker', KUBECONFIG: '/etc/kubernetes/admin.conf'},
    capDrop: ['ALL'],
    capAdd: nodeCapabilities(facts.capabilities),
    // runc inside needs mount, keyctl, clone flags and an unmasked /proc: the engine's default profiles forbid them.
    securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    maskedPaths: [],
    readonlyPaths: [],
    // Privileged pods, kube-proxy among them, ask for all devices; on cgroup v1 a child may not have more than its parent: docs/decisions/0008.
    deviceCgroupRules: ['a *:* rwm'],
    cgroupns: 'private',
    mounts: [
      {type: 'volume', source: volumeName(node.name), target: '/var'},
      {type: 'volume', source: sharedVolumeName(spec.name), target: '/mnt/shared'},
      {type: 'tmpfs', target: '/run', tmpfsOptions: 'exec,mode=755'},
      {type: 'tmpfs', target: '/tmp', tmpfsOptions: 'exec,mode=1777'},
      ...[...spec.mounts, ...node.spec.mounts].map(bindMount),
    ],
    network: {name: networkName(spec.name), ...byFamily(nodeAddresses(spec.networking.subnet, node.index).join(','))},
    ...(isIPv6(spec.networking.subnet) ? {sysctls: ipv6Sysctls} : {}),
    ports: [
      ...(publishesApi ? [publishedApi(spec)] : []),
      ...node.spec.ports.map(({nodePort, ...port}) => ({containerPort: nodePort, ...port})),
    ],
    // An empty list asks for none, which engines know as a dot.
    ...(dnsSearch === undefined ? {} : {dnsSearch: dnsSearch.length > 0 ? dnsSearch : ['.']}),
    stopSignal: 'SIGRTMIN+3',
    stopTimeout,
    restartPolicy: 'unless-stopped',
    logMaxSize: '10m',
    ...(memoryBytes === undefined ? {} : {memoryBytes}),
    ...(cpus === undefined ? {} : {cpus}),
  };
}

/** Where a node has a mount of its own on a path of the cluster's, the engine refuses both; the specification is checked for that. */
const bindMount = ({hostPath, nodePath, readOnly, propagation}: NodeMount): Mount => ({
  type: 'bind',
  source: hostPath,
  target: nodePath,
  readOnly,
  propagation: propagations[propagation],
});

const propagations = {None: 'rprivate', HostToContainer: 'rslave', Bidirectional: 'rshared'} as const;

/** Engines turn IPv6 off in containers where it is off for themselves; pods' packets are to be forwarded. */
const ipv6Sysctls = {'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1'};

const limitBytes = (memory: Limit): number | undefined => (typeof memory === 'number' ? memory * 1024 * 1024 : undefined);
