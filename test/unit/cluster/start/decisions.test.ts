import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ipv6SubnetCandidates, subnetCandidates} from '../../../../src/cluster/plan/addresses.ts';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {checkEngine} from '../../../../src/cluster/start/check-engine.ts';
import {chooseSubnets} from '../../../../src/cluster/start/choose-subnets.ts';
import {parseWaitFor} from '../../../../src/cluster/start/parse-wait-for.ts';
import {possibleWaits} from '../../../../src/cluster/start/possible-waits.ts';
import {preflight} from '../../../../src/cluster/start/preflight.ts';
import {reconcileSpec} from '../../../../src/cluster/start/reconcile-spec.ts';
import {waitTargets} from '../../../../src/cluster/start/wait-for-cluster.ts';
import {capabilityNames} from '../../../../src/engine/capabilities.ts';
import type {EngineInfo} from '../../../../src/engine/engine.ts';
import type {HostFacts} from '../../../../src/engine/host-facts.ts';
import type {KubeNode} from '../../../../src/kube/kube-types.ts';
import {overlaps} from '../../../../src/network/cidr.ts';
import type {Progress} from '../../../../src/progress/progress.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

const gib = 1024 ** 3;

const info: EngineInfo = {
  id: 'x',
  name: 'host',
  version: '20.10.24',
  apiVersion: '1.41',
  operatingSystem: 'Debian',
  architecture: 'x86_64',
  kernelVersion: '6.1',
  cgroupVersion: 1,
  storageDriver: 'overlay2',
  dataRoot: '/var/lib/docker',
  cpus: 2,
  memoryBytes: 8 * gib,
  securityOptions: [],
  rootless: false,
  hasOverlayFolders: true,
};

const facts: HostFacts = {
  capabilities: capabilityNames,
  cgroupVersion: 1,
  appArmor: false,
  inotifyInstances: 512,
  inotifyWatches: 100_000,
  openFiles: 20_000,
  ipv6: true,
  cpus: 2,
  memoryTotalBytes: 8 * gib,
  memoryAvailableBytes: 6 * gib,
  diskFreeBytes: 50 * gib,
  routes: [],
};

function recorder(): Progress & {readonly warnings: string[]} {
  const warnings: string[] = [];
  return {warnings, step: (_title, body) => body({update() {}}), note() {}, warn: (text) => void warnings.push(text)};
}

const errorOf = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return (error as {id?: string}).id;
  }
  return undefined;
};

describe('the subnet', () => {
  it('overlaps with nothing that is taken', () => {
    fc.assert(
      fc.property(fc.subarray([...subnetCandidates], {maxLength: 150}), (taken) => {
        const subnet = chooseSubnets(readSpec({flags: {}}), taken);
        expect(taken.some((other) => overlaps(other, subnet))).toBe(false);
      }),
    );
  });

  it('is the one asked for, or refused', () => {
    const spec = readSpec({flags: {subnet: '10.9.0.0/22'}});
    expect(chooseSubnets(spec, ['172.17.0.0/16'])).toBe('10.9.0.0/22');
    expect(errorOf(() => chooseSubnets(spec, ['10.9.1.0/24']))).toBe('E_SUBNET');
    expect(errorOf(() => chooseSubnets(readSpec({flags: {}}), ['0.0.0.0/1', '128.0.0.0/1']))).toBe('E_SUBNET');
  });
});

describe('the subnets of two families', () => {
  const spec = (podCIDR: string, subnet?: string) => {
    const {networking, ...rest} = readSpec({flags: {}});
    return {...rest, networking: {...networking, podCIDR, ...(subnet === undefined ? {} : {subnet})}};
  };
  const dual = '10.244.0.0/16,fd00:10:244::/56';

  it('overlap with nothing that is taken', () => {
    fc.assert(
      fc.property(fc.subarray([...subnetCandidates, ...ipv6SubnetCandidates], {maxLength: 150}), (taken) => {
        const subnets = chooseSubnets(spec(dual), taken);
        expect(taken.some((other) => overlaps(other, subnets))).toBe(false);
        expect(subnets.split(',').map((subnet) => subnet.includes(':'))).toEqual([false, true]);
      }),
    );
  });

  it('have the family of the pods first, and IPv4 in any case', () => {
    expect(chooseSubnets(spec('fd00:10:244::/56'), [])).toBe(`${ipv6SubnetCandidates[0]},${subnetCandidates[0]}`);
  });

  it('are those asked for, and chosen where only one was', () => {
    expect(chooseSubnets(spec(dual, '10.9.0.0/22,fd00:9::/64'), [])).toBe('10.9.0.0/22,fd00:9::/64');
    expect(chooseSubnets(spec(dual, 'fd00:9::/64'), [])).toBe(`${subnetCandidates[0]},fd00:9::/64`);
    expect(errorOf(() => chooseSubnets(spec(dual, 'fd00:9::/64'), ['fd00:9::/48']))).toBe('E_SUBNET');
  });

  it('need IPv6 in the kernel', () => {
    const check = (ipv6: boolean) => errorOf(() => preflight(spec(dual), undefined, {facts: {...facts, ipv6}, info, progress: recorder()}));
    expect([check(true), check(false)]).toEqual([undefined, 'E_ENGINE_UNSUPPORTED']);
  });
});

describe('the host', () => {
  const check = (flags: Parameters<typeof readSpec>[0]['flags'], change: Partial<HostFacts> = {}) =>
    errorOf(() => preflight(readSpec({flags}), undefined, {facts: {...facts, ...change}, info, progress: recorder()}));

  it('passes when it has enough', () => expect(check({nodes: 3})).toBeUndefined());
  it('needs memory', () => expect(check({nodes: 3}, {memoryAvailableBytes: gib})).toBe('E_MEMORY'));
  it('needs disk', () => expect(check({}, {diskFreeBytes: gib})).toBe('E_DISK'));
  it('needs the processors of a node', () => expect(check({cpus: '3'})).toBe('E_CPUS'));
  it('needs the memory of a node', () => expect(check({memory: '9g'})).toBe('E_MEMORY'));
  it('needs capabilities', () => expect(check({}, {capabilities: ['CHOWN']})).toBe('E_ENGINE_UNSUPPORTED'));

  it('is warned of with few inotify instances', () => {
    const progress = recorder();
    preflight(readSpec({flags: {nodes: 9}}), undefined, {facts: {...facts, inotifyInstances: 128}, info, progress});
    expect(progress.warnings).toEqual([expect.stringContaining('fs.inotify.max_user_instances is 128')]);
  });

  it('must not be rootless', () => {
    expect(errorOf(() => checkEngine(info))).toBeUndefined();
    expect(errorOf(() => checkEngine({...info, rootless: true}))).toBe('E_ENGINE_UNSUPPORTED');
  });
});

describe('a cluster that exists', () => {
  const existing = {
    ...readSpec({flags: {name: 'dev', nodes: 2}}),
    apiServer: {address: '127.0.0.1', port: 16_443},
  } as unknown as DecidedSpec;
  const state = {name: 'dev', spec: existing, nodes: [], complete: true};
  const start = (flags: Parameters<typeof readSpec>[0]['flags'], explicit: readonly string[]) => {
    const progress = recorder();
    const spec = reconcileSpec(readSpec({flags: {name: 'dev', ...flags}}), new Set(explicit) as never, state, progress);
    return {spec, warnings: progress.warnings};
  };

  it('stays as it is when nothing is said', () => expect(start({}, [])).toEqual({spec: existing, warnings: []}));
  it('agrees with what it is', () => expect(start({nodes: 2}, ['nodes'])).toEqual({spec: existing, warnings: []}));
  it('says what it keeps', () => expect(start({nodes: 3}, ['nodes']).warnings).toEqual([expect.stringContaining('its nodes')]));
  it('names the flags that change nothing', () => {
    const progress = recorder();
    const given = new Set(['profile', 'cpus', 'memory', 'pod-cidr', 'network-policy']);
    const asked = readSpec({flags: {name: 'dev', nodes: 2, cpus: '99', memory: '9g', podCidr: '10.9.0.0/16', networkPolicy: true}});
    reconcileSpec(asked, new Set(['nodes', 'networking'] as const), state, progress, given);
    expect(progress.warnings).toEqual([
      expect.stringContaining('its nodes (--cpus, --memory change nothing), its networks (--pod-cidr changes nothing);'),
    ]);
  });
  it('has the subnet that was asked for of one family, and was given one of the other', () => {
    const networking = {...existing.networking, subnet: '10.9.0.0/22,fd00:9::/64'};
    const warnings = (subnet: string) => {
      const progress = recorder();
      const asked = {...existing, networking: {...networking, subnet}};
      reconcileSpec(asked, new Set(['networking'] as const), {...state, spec: {...existing, networking}}, progress);
      return progress.warnings;
    };
    expect(warnings('fd00:9::/64')).toEqual([]);
    expect(warnings('10.9.0.0/22')).toEqual([]);
    expect(warnings('10.9.4.0/22')).toEqual([expect.stringContaining('its networks')]);
  });
  it('has the default address where it was given another for want of that one, and says so of any other', () => {
    const apiServer = {...existing.apiServer, address: '172.30.0.1'};
    const warnings = (address: string) => {
      const progress = recorder();
      const asked = {...existing, apiServer: {...apiServer, address}};
      reconcileSpec(asked, new Set(['apiServer'] as const), {...state, spec: {...existing, apiServer}}, progress);
      return progress.warnings;
    };
    expect(warnings('127.0.0.1')).toEqual([]);
    expect(warnings('0.0.0.0')).toEqual([expect.stringContaining("the API server's address")]);
  });
  it('is told to enforce NetworkPolicy or not, which changes nothing else', () =>
    expect(start({networkPolicy: true}, ['networking', 'networkPolicy']).warnings).toEqual([]));
  it('has its version', () =>
    expect(errorOf(() => start({kubernetesVersion: 'v1.36.3'}, ['kubernetesVersion']))).toBe('E_VERSION_UNSUPPORTED'));
});

describe('a cluster without a pod network', () => {
  const node = (status: string) =>
    ({apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}, status: {conditions: [{type: 'Ready', status}]}}) as KubeNode;
  const spec = readSpec({flags: {cni: 'none'}}) as DecidedSpec;

  it.each([
    ['when it is created', undefined, 1],
    ['while no node is ready', [node('False'), node('Unknown')], 1],
    ['no more when one is', [node('False'), node('True')], 0],
  ])('says so %s', (_when, nodes, times) => {
    const progress = recordProgress();
    expect(possibleWaits(waitTargets, spec, progress, nodes)).toEqual(['apiserver', 'default_sa']);
    expect(progress.told.filter((line) => line.includes('NotReady until'))).toHaveLength(times);
  });
});

describe('--wait', () => {
  it.each([
    [['all'], waitTargets],
    [['true'], waitTargets],
    [['none'], []],
    [['false'], []],
    [
      ['node_ready', 'default_sa'],
      ['node_ready', 'default_sa'],
    ],
  ])('of %j', (words, expected) => expect(parseWaitFor(words)).toEqual(expected));
  it('refuses what it does not know', () => expect(errorOf(() => parseWaitFor(['moon']))).toBe('E_USAGE'));
});
