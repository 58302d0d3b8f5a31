import {describe, expect, it} from 'vitest';
import {boundingSetOf, capabilityNames, decodeCapabilities} from '../../../src/engine/capabilities.ts';
import {parseProbeReport} from '../../../src/engine/docker/host-facts/probe-report.ts';
import {
  isInThisPidNamespace,
  listeningPorts,
  memoryFigure,
  openFilesLimit,
  parseIPv6Routes,
  parseRoutes,
} from '../../../src/engine/docker/host-facts/proc-files.ts';

const status = 'Name:\tcontainerd-shim\nNSpid:\t4810\nCapInh:\t0000000000000000\nCapBnd:\t000001fffeffffff\nCapAmb:\t0000000000000000\n';
const routes = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
  'eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  'eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
  'tun0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FEFFFF\t0\t0\t0',
  'tun0\t0500A8C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
  'br-1\t000011AC\t00000000\t0001\t0\t0\t9\t0000FFFF\t0\t0\t0',
  '',
].join('\n');
const ipv6Route = (destination: string, length: string): string =>
  `${destination.padEnd(32, '0')} ${length} ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000002 00000000 00000001     eth0`;
const ipv6Routes = [
  ipv6Route('fd001234', '40'),
  ipv6Route('fd001234', '40'),
  ipv6Route('', '00'),
  ipv6Route('fe80', '40'),
  ipv6Route('ff', '08'),
  ipv6Route('20010db8', '30'),
  ipv6Route('fd001234', '80'),
  '',
].join('\n');
const memory = 'MemTotal:        8128348 kB\nMemFree:          200000 kB\nMemAvailable:    5120000 kB\n';

describe('capabilities', () => {
  it('are all known by name up to CHECKPOINT_RESTORE', () => {
    expect(decodeCapabilities('000001ffffffffff')).toEqual(capabilityNames);
    expect(capabilityNames).toHaveLength(41);
    expect([capabilityNames[12], capabilityNames[21], capabilityNames[38], capabilityNames[40]]).toEqual([
      'NET_ADMIN',
      'SYS_ADMIN',
      'PERFMON',
      'CHECKPOINT_RESTORE',
    ]);
  });

  it('are decoded from a mask without SYS_RESOURCE', () => {
    const decoded = decodeCapabilities(boundingSetOf(status) ?? '');
    expect(capabilityNames.filter((name) => !decoded.includes(name))).toEqual(['SYS_RESOURCE']);
  });

  it('are the 14 of an ordinary Docker container', () => {
    expect(decodeCapabilities('00000000a80425fb')).toEqual([
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      'FSETID',
      'KILL',
      'SETGID',
      'SETUID',
      'SETPCAP',
      'NET_BIND_SERVICE',
      'NET_RAW',
      'SYS_CHROOT',
      'MKNOD',
      'AUDIT_WRITE',
      'SETFCAP',
    ]);
  });
});

describe('files of /proc', () => {
  it('name routes as CIDRs, each once, without the default route', () => {
    expect(parseRoutes(routes)).toEqual(['172.17.0.0/16', '192.168.0.0/23', '192.168.0.5/32']);
    expect(parseRoutes('')).toEqual([]);
  });

  it('name IPv6 routes, without those that lead nowhere in particular', () => {
    expect(parseIPv6Routes(ipv6Routes)).toEqual(['fd00:1234::/64', '2001:db8::/48']);
    expect(parseIPv6Routes('')).toEqual([]);
  });

  it('count memory in kibibytes', () => {
    expect([memoryFigure(memory, 'MemTotal'), memoryFigure(memory, 'MemAvailable')]).toEqual([8_128_348 * 1024, 5_120_000 * 1024]);
    expect(memoryFigure('', 'MemTotal')).toBe(0);
  });

  it('have a hard limit of open files beside the soft one', () => {
    const limits = (hard: string): string =>
      `Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 ${hard}               files\n`;
    expect(openFilesLimit(limits('1048576'))).toBe(1_048_576);
    expect(openFilesLimit(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY);
    expect(openFilesLimit('')).toBeUndefined();
  });

  it('tell a process of this machine from one in a container', () => {
    expect(isInThisPidNamespace(status)).toBe(true);
    expect(isInThisPidNamespace('NSpid:\t4810\t12\n')).toBe(false);
  });
});

describe('the report of a probe', () => {
  const report = [
    '### status',
    status,
    '### apparmor',
    'Y',
    '### instances',
    '128',
    '### watches',
    '65536',
    '### files',
    '1048576',
    '### cpus',
    '2',
    '### memory',
    memory,
    '### disk',
    'Filesystem     1024-blocks      Used Available Capacity Mounted on',
    'overlay           101234567  51234567  50000000      51% /',
    '### routes',
    routes,
    '### ipv6-routes',
    ipv6Routes,
    '### ipv6',
    '0',
    '### cgroup',
    '2',
    '',
  ].join('\n');

  it('is read section by section', () => {
    expect(parseProbeReport(report)).toEqual({
      capabilities: decodeCapabilities('1fffeffffff'),
      cgroupVersion: 2,
      appArmor: true,
      inotifyInstances: 128,
      inotifyWatches: 65_536,
      openFiles: 1_048_576,
      cpus: 2,
      memoryTotalBytes: 8_128_348 * 1024,
      memoryAvailableBytes: 5_120_000 * 1024,
      diskFreeBytes: 50_000_000 * 1024,
      ipv6: true,
      routes: ['172.17.0.0/16', '192.168.0.0/23', '192.168.0.5/32', 'fd00:1234::/64', '2001:db8::/48'],
      portsInUse: [],
    });
  });

  it('may lack AppArmor and IPv6, but not the bounding set', () => {
    expect(parseProbeReport(report.replace('### apparmor\nY', '### apparmor\n'))).toMatchObject({appArmor: false});
    expect(parseProbeReport(report.replace('### ipv6\n0', '### ipv6\n'))).toMatchObject({ipv6: false});
    expect(() => parseProbeReport('sh: not found\n')).toThrow('bounding set');
  });
});

it('listening ports are told from connections, of both families', () => {
  const tcp = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:405B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20331 1',
    '   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 20332 1',
    '  10: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1',
  ];
  expect(listeningPorts(tcp.join('\n'))).toEqual([0x405b, 22]);
});
