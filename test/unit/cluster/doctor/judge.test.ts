import {describe, expect, it} from 'vitest';
import type {Check} from '../../../../src/cluster/doctor/check.ts';
import type {DoctorFacts, EngineFacts, KernelFacts} from '../../../../src/cluster/doctor/doctor-facts.ts';
import {judge} from '../../../../src/cluster/doctor/judge.ts';
import {renderChecks} from '../../../../src/cluster/doctor/render-checks.ts';
import {firstProblem} from '../../../../src/cluster/doctor/run-doctor.ts';
import {label} from '../../../../src/cluster/labels.ts';
import type {HostFacts} from '../../../../src/engine/host-facts.ts';
import {AppError} from '../../../../src/errors/app-error.ts';
import {builderLabel} from '../../../../src/images/node-image/bake-image.ts';
import {sampleState} from '../status/sample-state.ts';
import {goodEngine, goodFacts, goodHost, goodKernel} from './sample-facts.ts';

const withEngine = (engine: Partial<EngineFacts>, more: Partial<DoctorFacts> = {}): DoctorFacts => ({
  ...goodFacts,
  ...more,
  engine: {...goodEngine, ...engine},
});
const withHost = (host: Partial<HostFacts>, more: Partial<DoctorFacts> = {}): DoctorFacts =>
  withEngine({host: {...goodHost, ...host}}, more);
const withKernel = (kernel: Partial<KernelFacts>): DoctorFacts => ({...goodFacts, kernel: {...goodKernel, ...kernel}});

function check(id: string, facts: DoctorFacts): Check {
  const found = judge(facts).find((one) => one.id === id);
  if (!found) throw new Error(`There is no check ${id}.`);
  return found;
}

const withoutConfig = ((): KernelFacts => {
  const {config: _, ...rest} = goodKernel;
  return {...rest, filesystems: []};
})();

const container = (name: string, state: 'running' | 'exited', labels: Record<string, string>, image = 'x') => ({
  id: name,
  name,
  image,
  labels,
  state,
  ipv4: {},
  ports: [],
});

describe('a good machine', () => {
  it('passes all checks, of which each says why it matters', () => {
    const checks = judge(goodFacts);
    expect(checks.filter(({state}) => state !== 'ok')).toEqual([]);
    expect(checks.every(({why, found}) => why.endsWith('.') && found !== '')).toBe(true);
    expect(new Set(checks.map(({id}) => id)).size).toBe(checks.length);
    expect(firstProblem(checks)).toBeUndefined();
  });
});

describe('judge', () => {
  it.each<[string, string, Check['state'], Check['error'], DoctorFacts]>([
    [
      'an engine that is too old',
      'engine-version',
      'problem',
      'E_ENGINE_UNSUPPORTED',
      withEngine({info: {...goodEngine.info, apiVersion: '1.40'}}),
    ],
    ['an engine of the next major version', 'engine-version', 'ok', undefined, withEngine({info: {...goodEngine.info, apiVersion: '2.0'}})],
    [
      'no CAP_SYS_ADMIN',
      'capabilities',
      'problem',
      'E_ENGINE_UNSUPPORTED',
      withHost({capabilities: ['NET_ADMIN', 'MKNOD', 'SYS_CHROOT', 'SYS_PTRACE']}),
    ],
    [
      'no CAP_SYS_RESOURCE',
      'capabilities',
      'ok',
      undefined,
      withHost({capabilities: goodHost.capabilities.filter((name) => name !== 'SYS_RESOURCE')}),
    ],
    ['no memory controller', 'cgroups', 'problem', 'E_HOST', withKernel({cgroupControllers: ['cpu', 'cpuset', 'pids']})],
    [
      'no nf_tables',
      'kernel-features',
      'problem',
      'E_HOST',
      withKernel({config: new Set(['NFT_COMPAT', 'NF_CONNTRACK', 'NF_NAT', 'VETH'])}),
    ],
    [
      'nf_tables as a module',
      'kernel-features',
      'ok',
      undefined,
      withKernel({config: new Set(['NFT_COMPAT', 'NF_CONNTRACK', 'NF_NAT', 'VETH']), modules: new Set(['nf_tables'])}),
    ],
    ['a kernel that hides itself', 'kernel-features', 'ok', undefined, {...goodFacts, kernel: withoutConfig}],
    ['no /dev/kmsg', 'kmsg', 'problem', 'E_HOST', withKernel({hasKmsg: false})],
    ['swap', 'swap', 'ok', undefined, withKernel({swapBytes: 2 ** 30})],
    ['128 instances for three nodes', 'inotify-instances', 'ok', undefined, withHost({inotifyInstances: 128})],
    [
      '128 instances, half of them taken',
      'inotify-instances',
      'warning',
      undefined,
      withHost({inotifyInstances: 128}, {inotify: {others: 70, nodes: 0, isComplete: true}}),
    ],
    ['128 instances for ten nodes', 'inotify-instances', 'problem', 'E_HOST_LIMIT', withHost({inotifyInstances: 128}, {plannedNodes: 10})],
    ['8192 watches', 'inotify-watches', 'warning', undefined, withHost({inotifyWatches: 8192})],
    ['1024 open files', 'open-files', 'problem', 'E_HOST_LIMIT', withHost({openFiles: 1024})],
    ['20000 open files', 'open-files', 'ok', undefined, withHost({openFiles: 20_000})],
    ['1 GiB of memory for three nodes', 'memory', 'problem', 'E_MEMORY', withHost({memoryAvailableBytes: 2 ** 30})],
    ['1.5 GiB of memory for three nodes', 'memory', 'warning', undefined, withHost({memoryAvailableBytes: 1.5 * 2 ** 30})],
    [
      '1 GiB of memory when all nodes run',
      'memory',
      'ok',
      undefined,
      withEngine({clusters: [sampleState('dev', ['running', 'running', 'running'])], host: {...goodHost, memoryAvailableBytes: 2 ** 30}}),
    ],
    ['1 GiB of disk', 'disk', 'problem', 'E_DISK', withHost({diskFreeBytes: 2 ** 30})],
    ['3 GiB of disk', 'disk', 'warning', undefined, withHost({diskFreeBytes: 3 * 2 ** 30})],
    ['no inodes', 'disk', 'problem', 'E_DISK', {...goodFacts, disk: {freeInodes: 0}}],
    [
      'a VPN that takes part of a cluster',
      'subnets',
      'problem',
      'E_SUBNET',
      withEngine({clusters: [sampleState('dev', ['running'])], host: {...goodHost, routes: ['172.30.5.0/24']}}),
    ],
    [
      'a VPN around a cluster',
      'subnets',
      'warning',
      undefined,
      withEngine({clusters: [sampleState('dev', ['running'])], host: {...goodHost, routes: ['172.16.0.0/12']}}),
    ],
    [
      'a LAN with the addresses of pods',
      'subnets',
      'warning',
      undefined,
      withEngine({clusters: [sampleState('dev', ['running'])], host: {...goodHost, routes: ['10.244.3.0/24']}}),
    ],
    ['no network left', 'subnets', 'problem', 'E_SUBNET', withHost({routes: ['172.16.0.0/12', '10.0.0.0/8']})],
    [
      'the port of a stopped cluster',
      'ports',
      'problem',
      'E_PORT',
      withEngine({ports: [{cluster: 'dev', address: '127.0.0.1', port: 16_450, isFree: false}]}),
    ],
    [
      'a free port of a stopped cluster',
      'ports',
      'ok',
      undefined,
      withEngine({ports: [{cluster: 'dev', address: '127.0.0.1', port: 16_450, isFree: true}]}),
    ],
    ['no AppArmor', 'apparmor', 'ok', undefined, withHost({appArmor: false})],
    ['an old Node', 'node-version', 'warning', undefined, {...goodFacts, nodeVersion: '22.18.0'}],
    [
      'a clock that is behind',
      'clock',
      'warning',
      undefined,
      withEngine({endpoint: {...goodEngine.endpoint, isLocal: false}, clockAheadMs: -9000}),
    ],
    [
      'a clock that differs a little',
      'clock',
      'ok',
      undefined,
      withEngine({endpoint: {...goodEngine.endpoint, isLocal: false}, clockAheadMs: 1500}),
    ],
    [
      'a remote engine whose clock nobody tells',
      'clock',
      'skipped',
      undefined,
      withEngine({endpoint: {...goodEngine.endpoint, isLocal: false}}),
    ],
    ['a node that has stopped', 'clusters', 'warning', undefined, withEngine({clusters: [sampleState('dev', ['running', 'exited'])]})],
    [
      'a node whose container was removed',
      'clusters',
      'warning',
      undefined,
      withEngine({clusters: [sampleState('dev', ['running', undefined])]}),
    ],
    [
      'volumes of a cluster without nodes',
      'leftovers',
      'warning',
      undefined,
      withEngine({clusters: [sampleState('dev', [undefined, undefined])]}),
    ],
    [
      'an interrupted build',
      'leftovers',
      'warning',
      undefined,
      withEngine({containers: [container('b', 'exited', {[builderLabel]: 'v1'})]}),
    ],
    [
      'a build that is under way',
      'leftovers',
      'ok',
      undefined,
      withEngine({containers: [container('b', 'running', {[builderLabel]: 'v1'})]}),
    ],
    [
      'a stopped node, whose image passed the label on',
      'leftovers',
      'ok',
      undefined,
      withEngine({containers: [container('n', 'exited', {[builderLabel]: 'v1', [label.cluster]: 'dev'})]}),
    ],
    [
      'a node image without a name',
      'leftovers',
      'warning',
      undefined,
      withEngine({nodeImages: [{id: 'sha256:1234567890abcdef', tags: [], labels: {}, sizeBytes: 1, created: ''}]}),
    ],
    [
      'one that a node still uses',
      'leftovers',
      'ok',
      undefined,
      withEngine({
        nodeImages: [{id: 'sha256:1234567890abcdef', tags: [], labels: {}, sizeBytes: 1, created: ''}],
        containers: [container('n', 'running', {}, '1234567890ab')],
      }),
    ],
    [
      'a kubeconfig that cannot be written',
      'kubeconfig',
      'problem',
      'E_KUBECONFIG',
      {...goodFacts, kubeconfig: {...goodFacts.kubeconfig, writable: false}},
    ],
    [
      'a kubeconfig that is malformed',
      'kubeconfig',
      'problem',
      'E_KUBECONFIG',
      {
        ...goodFacts,
        kubeconfig: {...goodFacts.kubeconfig, failure: new AppError('E_KUBECONFIG', 'It is malformed.', {hints: ['correct the file']})},
      },
    ],
    [
      'an entry of a cluster that is gone',
      'kubeconfig',
      'warning',
      undefined,
      {...goodFacts, kubeconfig: {...goodFacts.kubeconfig, ownContexts: ['gone']}},
    ],
  ])('%s: %s is %s', (_what, id, state, error, facts) => {
    const found = check(id, facts);
    expect({state: found.state, error: found.error}).toEqual({state, error});
    expect(found.remedy.length > 0).toBe(state === 'problem' || state === 'warning');
  });

  it('names the command that starts a stopped cluster, once, and says how its nodes ended', () => {
    const stopped = {
      ...container('dev-worker', 'exited', {}),
      exitCode: 137,
      oomKilled: true,
      networkMode: '',
      networkIds: {},
      startedAt: '',
      memoryBytes: 0,
      cpus: 0,
      mounts: [],
      raw: {},
    };
    const found = check('clusters', withEngine({clusters: [sampleState('dev', ['running', 'exited', 'paused'])], stopped: [stopped]}));
    expect(found.remedy).toEqual(['flotilla start -p dev']);
    expect(found.found).toBe('dev-worker was ended for want of memory; dev-worker2 is paused');
  });

  it('gives values that suffice for the planned nodes', () => {
    const found = check('inotify-instances', withHost({inotifyInstances: 128}, {plannedNodes: 100}));
    const value = Number(/max_user_instances=(\d+)/.exec(found.remedy[0] ?? '')?.[1]);
    expect(check('inotify-instances', withHost({inotifyInstances: value}, {plannedNodes: 100})).state).toBe('ok');
  });

  it('skips, without an image to look with, what only the engine knows', () => {
    const {host: _, ...blind} = goodEngine;
    const {kernel: __, inotify: ___, disk: ____, ...facts} = goodFacts;
    const checks = judge({...facts, engine: {...blind, endpoint: {...goodEngine.endpoint, isLocal: false}}});
    expect(checks.filter(({state}) => state !== 'ok' && state !== 'skipped')).toEqual([]);
    expect(checks.filter(({state}) => state === 'skipped').map(({id}) => id)).toContain('capabilities');
  });
});

describe('without an engine', () => {
  const missing = new AppError('E_ENGINE_UNAVAILABLE', 'No container engine was found.', {hints: ['sudo systemctl start docker']});
  const checks = judge({...goodFacts, engine: missing});

  it('says what to do, and checks what needs no engine', () => {
    expect(checks.map(({id, state}) => [id, state])).toEqual([
      ['engine', 'problem'],
      ['node-version', 'ok'],
      ['kubeconfig', 'ok'],
    ]);
    expect(firstProblem(checks)).toMatchObject({error: 'E_ENGINE_UNAVAILABLE', remedy: ['sudo systemctl start docker']});
  });

  it('shows the remedy below the line', () => {
    expect(renderChecks(checks).split('\n')).toEqual([
      'problem  engine        No container engine was found.',
      '  Why: Nodes are containers of this engine; nothing works without it.',
      '  Try: sudo systemctl start docker',
      'ok       node-version  Node.js 24.1.0',
      'ok       kubeconfig    /home/me/.kube/config',
      '',
      '3 checks: 1 problem, 2 ok.',
    ]);
  });
});
