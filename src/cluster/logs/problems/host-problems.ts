import type {KnownProblem} from './known-problem.ts';

/** What the machine under the nodes refuses or lacks. */
export const hostProblems: readonly KnownProblem[] = [
  {
    id: 'inotify-instances',
    pattern:
      /inotify_init\w*: too many open files|(fsnotify|inotify|file) ?watch\w*.*too many open files|failed to create (fs)?notify watcher|failed complete.*too many open files/i,
    means: 'The limit of inotify instances that all nodes share is used up; the kernel words it as too many open files.',
    remedy: ['sudo flotilla doctor --fix'],
  },
  {
    id: 'inotify-watches',
    pattern: /inotify_add_watch.*no space left on device|(user limit on|reached).*inotify watches/i,
    means: 'The limit of inotify watches is used up; the disk is not full.',
    remedy: ['sudo flotilla doctor --fix'],
  },
  {
    id: 'open-files',
    pattern: /(accept|socket|open|dial)\b.*: too many open files|EMFILE/,
    means: 'A program holds as many files and connections open as it may.',
    remedy: ['flotilla doctor shows the limit of the engine, which nodes inherit'],
  },
  {
    id: 'no-space',
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    means: 'The disk where the engine keeps its data is full, or has no inodes left.',
    remedy: ['docker system df', 'docker image prune; docker builder prune', 'flotilla doctor'],
  },
  {
    id: 'disk-pressure',
    pattern:
      /evicted.*(ephemeral-storage|DiskPressure|imagefs|nodefs)|(ephemeral-storage|DiskPressure|imagefs|nodefs).*evict|reason="?EvictionThresholdMet|status is now: NodeHasDiskPressure|had DiskPressure/i,
    means: 'The kubelet throws out pods because the disk is nearly full.',
    remedy: ['docker system df', 'flotilla doctor'],
  },
  {
    id: 'out-of-memory',
    pattern: /OOMKilled|oom-kill|Out of memory: Kill|System OOM encountered|was ended for want of memory|memory cgroup out of memory/i,
    means: 'The kernel killed a program because its pod, its node or the host ran out of memory.',
    remedy: ['kubectl describe pod NAME shows the limit; raise resources.limits.memory', 'flotilla doctor shows the memory of the host'],
  },
  {
    id: 'cgroup-v1-refused',
    pattern: /configured to not run on a host using cgroup v1|cgroup v1 support is (deprecated and )?(removed|disabled)/i,
    means: 'This Kubernetes refuses a host with cgroup version 1.',
    remedy: [
      'boot the host with systemd.unified_cgroup_hierarchy=1, or take an older Kubernetes: flotilla start -p NAME --kubernetes-version VERSION',
    ],
  },
  {
    id: 'cgroup',
    pattern:
      /failed to find subsystem mount for required subsystem|cgroup mount destination: unknown|root container \[kubepods\] doesn't exist|Unit kubepods\.slice already exists|controllers? .{0,40}(not available|needs to be delegated)|error adding pid \d+ to cgroups|kubelet cgroup driver: .* is different from/i,
    means: 'A cgroup controller is missing or not delegated, so the kubelet cannot account for pods.',
    remedy: ['flotilla doctor lists the controllers that are missing'],
  },
  {
    id: 'cgroup-read-only',
    pattern: /Failed to (create|allocate).*(init\.scope|control group|manager object)|cgroup.*read-only file system/i,
    means: "The node's own cgroup tree cannot be written: the engine gave the container no private cgroup namespace.",
    remedy: ['update the engine to Docker 20.10 or newer', 'flotilla doctor'],
  },
  {
    id: 'capabilities',
    pattern:
      /unable to apply caps|error setting rlimit type|can't get final child's PID from pipe: EOF|oom_score_adj: permission denied|nf_conntrack_max: permission denied/i,
    means: 'The engine, or the host, withholds a right that a container inside the node asks for.',
    remedy: ['flotilla doctor shows which capabilities the engine grants'],
  },
  {
    id: 'overlay',
    pattern: /failed to mount overlay|mount.*overlay.*(invalid argument|too many levels|no such device)|overlayfs.*not supported/i,
    means: 'Image layers cannot be mounted: the file system under the engine does not go with overlay.',
    remedy: ["use ext4 or xfs (with ftype=1) for the engine's data directory", 'flotilla doctor'],
  },
  {
    id: 'rootfs-device',
    pattern: /failed to get rootfs info|could not find device with major/i,
    means: 'The kubelet cannot find the device that its disk is on, as with btrfs and device mapper.',
    remedy: ["move the engine's data directory to ext4 or xfs"],
  },
  {
    id: 'conntrack-full',
    pattern: /nf_conntrack: (nf_conntrack: )?table full|conntrack table (is )?full/i,
    means: "The kernel's table of connections is full and new ones are dropped.",
    remedy: ['sudo sysctl -w net.netfilter.nf_conntrack_max=262144'],
  },
  {
    id: 'packet-filter',
    pattern:
      /(iptables|nft|ip6tables)\S*.*(No chain\/target\/match by that name|Could not process rule|Protocol not supported|can't initialize)|Failed to execute iptables-restore/i,
    means: "The kernel lacks a packet filter module that kube-proxy's rules need, or two back ends are mixed.",
    remedy: ['flotilla doctor', 'flotilla start -p NAME --kube-proxy-mode nftables'],
  },
];
