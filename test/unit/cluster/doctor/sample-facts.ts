import type {DoctorFacts, EngineFacts, KernelFacts} from '../../../../src/cluster/doctor/doctor-facts.ts';
import {capabilityNames} from '../../../../src/engine/capabilities.ts';
import type {EngineInfo} from '../../../../src/engine/engine.ts';
import type {HostFacts} from '../../../../src/engine/host-facts.ts';

const gib = 1024 ** 3;

/** A machine with nothing to complain of. */
export const goodHost: HostFacts = {
  capabilities: capabilityNames,
  cgroupVersion: 2,
  appArmor: true,
  inotifyInstances: 8192,
  inotifyWatches: 1_048_576,
  openFiles: Number.POSITIVE_INFINITY,
  cpus: 8,
  ipv6: true,
  memoryTotalBytes: 16 * gib,
  memoryAvailableBytes: 8 * gib,
  diskFreeBytes: 100 * gib,
  routes: ['192.168.1.0/24', '172.17.0.0/16'],
};

export const goodInfo: EngineInfo = {
  id: 'id',
  name: 'host',
  version: '28.1.0',
  apiVersion: '1.48',
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'x86_64',
  kernelVersion: '6.1.0',
  cgroupVersion: 2,
  storageDriver: 'overlay2',
  dataRoot: '/var/lib/docker',
  cpus: 8,
  memoryBytes: 16 * gib,
  securityOptions: [],
  rootless: false,
  hasOverlayFolders: true,
};

export const goodEngine: EngineFacts = {
  endpoint: {url: 'unix:///var/run/docker.sock', origin: 'the usual socket of Docker', isLocal: true},
  info: goodInfo,
  host: goodHost,
  clusters: [],
  networks: [{id: 'b', name: 'bridge', labels: {}, subnets: ['172.17.0.0/16'], containers: []}],
  containers: [],
  nodeImages: [],
  stopped: [],
  ports: [],
};

export const goodKernel: KernelFacts = {
  filesystems: ['ext4', 'overlay'],
  config: new Set(['OVERLAY_FS', 'NF_TABLES', 'NFT_COMPAT', 'NF_CONNTRACK', 'NF_NAT', 'VETH']),
  modules: new Set(),
  cgroupControllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
  hasKmsg: true,
  swapBytes: 0,
};

export const goodFacts: DoctorFacts = {
  plannedNodes: 3,
  engine: goodEngine,
  kernel: goodKernel,
  inotify: {others: 10, nodes: 0, isComplete: true},
  disk: {freeInodes: 1_000_000},
  kubeconfig: {path: '/home/me/.kube/config', exists: true, writable: true, ownContexts: []},
  nodeVersion: '24.1.0',
};
