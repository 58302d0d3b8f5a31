import type {EngineInfo} from '../../../engine/engine.ts';
import type {HostFacts} from '../../../engine/host-facts.ts';
import {type Check, ok, problem, skipped, warning} from '../check.ts';
import type {KernelFacts} from '../doctor-facts.ts';
import {notExamined} from './engine-checks.ts';

const cgroups = {id: 'cgroups', why: 'The kubelet accounts and limits pods with these controllers and does not start without them.'};
const features = {id: 'kernel-features', why: 'Images are overlay mounts; Services and masquerading are packet filter rules.'};
const appArmor = {id: 'apparmor', why: 'Pods can be confined by AppArmor profiles only where the kernel has it.'};
const kmsg = {id: 'kmsg', why: 'The kubelet reads /dev/kmsg, which every node is given.'};
const swap = {id: 'swap', why: 'Nodes tolerate swap; pods that are swapped out are slow.'};

const elsewhere = "the kernel of the engine's machine is not seen from here";

const neededControllers = {
  1: ['cpu', 'cpuacct', 'cpuset', 'memory', 'pids', 'devices', 'freezer'],
  2: ['cpu', 'cpuset', 'memory', 'pids'],
} as const;

export function checkCgroups({cgroupVersion}: Pick<EngineInfo, 'cgroupVersion'>, kernel: KernelFacts | undefined): Check {
  if (!kernel) return ok(cgroups, `version ${cgroupVersion}; ${elsewhere}`);
  const missing = neededControllers[cgroupVersion].filter((name) => !kernel.cgroupControllers.includes(name));
  if (missing.length === 0) return ok(cgroups, `version ${cgroupVersion} with ${kernel.cgroupControllers.join(', ')}`);
  const parameter = missing.includes('memory') ? 'cgroup_enable=memory ' : '';
  const remedy =
    cgroupVersion === 1
      ? `add "${parameter}systemd.unified_cgroup_hierarchy=1" to the kernel's command line and boot again, or mount the controllers`
      : `add "${parameter}systemd.unified_cgroup_hierarchy=1" to the kernel's command line and boot again`;
  return problem(cgroups, 'E_HOST', `version ${cgroupVersion} without ${missing.join(', ')}`, remedy);
}

interface Feature {
  readonly name: string;
  readonly filesystem?: string;
  readonly options: readonly string[];
  readonly modules: readonly string[];
}

const wanted: readonly Feature[] = [
  {name: 'overlay', filesystem: 'overlay', options: ['OVERLAY_FS'], modules: ['overlay']},
  {name: 'nf_tables', options: ['NF_TABLES'], modules: ['nf_tables']},
  {name: 'iptables', options: ['NFT_COMPAT', 'IP_NF_IPTABLES', 'IP_NF_IPTABLES_LEGACY'], modules: ['nft_compat', 'ip_tables']},
  {name: 'nf_conntrack', options: ['NF_CONNTRACK'], modules: ['nf_conntrack']},
  {name: 'NAT', options: ['NF_NAT'], modules: ['nf_nat']},
  {name: 'veth', options: ['VETH'], modules: ['veth']},
];

type Presence = 'present' | 'absent' | 'unknown';

/** A feature is absent only where something that would show it does not: a kernel may hide both its configuration and its modules. */
export function presenceOf({filesystem, options, modules}: Feature, kernel: KernelFacts): Presence {
  if (filesystem !== undefined && kernel.filesystems.includes(filesystem)) return 'present';
  if (modules.some((name) => kernel.modules.has(name))) return 'present';
  if (kernel.config === undefined) return 'unknown';
  return options.some((option) => kernel.config?.has(option)) ? 'present' : 'absent';
}

export function checkKernelFeatures(kernel: KernelFacts | undefined, kernelVersion: string): Check {
  if (!kernel) return skipped(features, `${kernelVersion}; ${elsewhere}`);
  const named = (presence: Presence): string =>
    wanted
      .filter((feature) => presenceOf(feature, kernel) === presence)
      .map(({name}) => name)
      .join(', ');
  const [present, absent, unknown] = [named('present'), named('absent'), named('unknown')];
  if (absent !== '')
    return problem(
      features,
      'E_HOST',
      `Linux ${kernelVersion} has no ${absent}`,
      `use a kernel that has ${absent}; for modules: sudo modprobe NAME`,
    );
  const doubt = unknown === '' ? '' : `; whether it has ${unknown} cannot be seen`;
  return ok(features, `Linux ${kernelVersion} has ${present || 'nothing that can be seen'}${doubt}`);
}

export function checkAppArmor(host: Pick<HostFacts, 'appArmor'> | undefined): Check {
  if (!host) return skipped(appArmor, notExamined);
  return ok(appArmor, host.appArmor ? 'on' : 'off: the kernel does not have it, or it is not enabled');
}

export function checkKmsg(kernel: KernelFacts | undefined): Check {
  if (!kernel) return skipped(kmsg, elsewhere);
  if (kernel.hasKmsg) return ok(kmsg, 'there is one');
  return problem(kmsg, 'E_HOST', 'there is no /dev/kmsg, so no node can be created', 'sudo mknod -m 600 /dev/kmsg c 1 11');
}

export function checkSwap(kernel: KernelFacts | undefined): Check {
  if (!kernel) return skipped(swap, elsewhere);
  return ok(swap, kernel.swapBytes === 0 ? 'none' : `${Math.round(kernel.swapBytes / 1024 ** 2)} MiB; nodes are configured to run with it`);
}

const nodeVersion = {id: 'node-version', why: 'Flotilla and its libraries use what this version of Node.js brought.'};
const oldestNode = [22, 19] as const;

/** The version of Node.js that runs this, without the v. */
export function checkNodeVersion(running: string): Check {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (isEnough) return ok(nodeVersion, `Node.js ${running}`);
  return warning(nodeVersion, `Node.js ${running} is older than ${oldestNode.join('.')}`, 'bin/setup brings a new one');
}
