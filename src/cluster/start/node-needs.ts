import type {NodeRole} from '../spec/cluster-spec.ts';

/** MiB; measured: a control plane takes about 600 when idle, a worker 150. */
export const idleMiB: Readonly<Record<NodeRole, number>> = {'control-plane': 700, worker: 200};

/** inotify instances of the host's kernel that an idle node holds, with a few to spare: 26 and 12 were counted on cgroup v1. */
export const idleInotifyInstances: Readonly<Record<NodeRole, number>> = {'control-plane': 28, worker: 14};

/** Without these no node starts: they mount, make devices and set up networks. */
export const neededCapabilities: readonly string[] = ['SYS_ADMIN', 'NET_ADMIN', 'MKNOD', 'SYS_CHROOT', 'SYS_PTRACE'];
