import {boundingSetOf, decodeCapabilities} from '../../capabilities.ts';
import type {HostFacts} from '../../host-facts.ts';
import {limitNumber, listeningPorts, memoryFigure, parseIPv6Routes, parseRoutes} from './proc-files.ts';

/**
 * Prints everything at once, in sections. In the engine's PID namespace the parent of a container's first process is the containerd shim,
 * whose bounding set is all that the engine can hand out. Needs only sh, cat, df and nproc.
 */
export const probeScript = `
section() { echo "### $1"; shift; "$@" 2>/dev/null; }
section status cat /proc/$PPID/status
section apparmor cat /sys/module/apparmor/parameters/enabled
section instances cat /proc/sys/fs/inotify/max_user_instances
section watches cat /proc/sys/fs/inotify/max_user_watches
section files ulimit -H -n
section cpus nproc
section memory cat /proc/meminfo
section disk df -k -P /
section routes cat /proc/net/route
section ipv6-routes cat /proc/net/ipv6_route
section ipv6 cat /proc/sys/net/ipv6/conf/all/disable_ipv6
section tcp cat /proc/net/tcp
section tcp6 cat /proc/net/tcp6
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then section cgroup echo 2; else section cgroup echo 1; fi
`;

/**
 * Reads what {@link probeScript} printed.
 * @throws Error when the bounding set is missing.
 */
export function parseProbeReport(report: string): HostFacts {
  const sections = new Map(
    report.split(/^### /m).map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end + 1).trim()] as const;
    }),
  );
  const of = (name: string): string => sections.get(name) ?? '';
  const boundingSet = boundingSetOf(of('status'));
  if (boundingSet === undefined) throw new Error('The probe container did not report a bounding set.');
  const memory = of('memory');
  return {
    capabilities: decodeCapabilities(boundingSet),
    cgroupVersion: of('cgroup') === '2' ? 2 : 1,
    appArmor: of('apparmor') === 'Y',
    inotifyInstances: Number(of('instances')),
    inotifyWatches: Number(of('watches')),
    openFiles: limitNumber(of('files')),
    cpus: Number(of('cpus')),
    memoryTotalBytes: memoryFigure(memory, 'MemTotal'),
    memoryAvailableBytes: memoryFigure(memory, 'MemAvailable'),
    diskFreeBytes: availableBytes(of('disk')),
    ipv6: of('ipv6') !== '',
    routes: [...parseRoutes(of('routes')), ...parseIPv6Routes(of('ipv6-routes'))],
    portsInUse: [...new Set(listeningPorts(`${of('tcp')}\n${of('tcp6')}`))],
  };
}

/** The fourth column of the last line of `df -k -P`. */
function availableBytes(table: string): number {
  const last = table.split('\n').at(-1) ?? '';
  return Number(last.split(/\s+/)[3] ?? 0) * 1024;
}
