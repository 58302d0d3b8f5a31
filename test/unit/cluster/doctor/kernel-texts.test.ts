import {expect, it} from 'vitest';
import {parseCgroupMounts, parseKernelConfig} from '../../../../src/cluster/doctor/gather/gather-kernel.ts';

it('reads options that are built in or modules', () => {
  const text = 'CONFIG_OVERLAY_FS=y\n# CONFIG_NFT_COMPAT is not set\nCONFIG_NF_TABLES=m\nCONFIG_HZ=250\nCONFIG_LSM="apparmor"\n';
  expect([...parseKernelConfig(text)]).toEqual(['OVERLAY_FS', 'NF_TABLES']);
});

it('finds controllers of version 1, also two in one hierarchy, and none in other mounts', () => {
  const mounts = [
    'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0',
    'cgroup /sys/fs/cgroup/systemd cgroup rw,xattr,name=systemd 0 0',
    'cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0',
    'tmpfs /sys/fs/cgroup tmpfs ro,cpuset 0 0',
  ];
  expect(parseCgroupMounts(mounts.join('\n'))).toEqual(['cpu', 'cpuacct', 'memory']);
});
