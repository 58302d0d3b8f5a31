import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import type {SpecFlags} from '../../../../src/cluster/spec/spec-flags.ts';
import {isAppError} from '../../../../src/errors/app-error.ts';

const fileName = 'valid-full.yaml';
const full = {fileName, text: readFileSync(new URL(`../../../fixtures/spec/${fileName}`, import.meta.url), 'utf8')};

function refusal(flags: SpecFlags, yaml?: {text: string; fileName: string}) {
  try {
    return readSpec({flags, ...(yaml ? {yaml} : {})});
  } catch (error) {
    return isAppError(error) ? `${error.id} ${error.message}` : error;
  }
}

describe('where values come from', () => {
  test('nothing said gives the defaults', () => expect(readSpec({flags: {}})).toEqual(specDefaults));

  test('the file wins over defaults', () => {
    expect(readSpec({yaml: full, flags: {}})).toEqual({
      name: 'shop',
      kubernetesVersion: 'v1.36.2',
      image: 'flotilla/node:v1.36.2',
      nodes: [
        {role: 'control-plane', labels: {}, taints: [], cpus: 2, memory: 4096},
        {
          role: 'worker',
          labels: {'example.org/disk': 'ssd'},
          taints: [{key: 'dedicated', value: 'database', effect: 'NoSchedule'}],
          cpus: 1.5,
          memory: 2048,
        },
        {role: 'worker', labels: {}, taints: [], cpus: 'no-limit', memory: 'no-limit'},
      ],
      networking: {
        podCIDR: '10.244.0.0/16',
        serviceCIDR: '10.96.0.0/16',
        subnet: '172.31.7.0/24',
        dnsDomain: 'cluster.local',
        kubeProxyMode: 'nftables',
      },
      apiServer: {address: '127.0.0.1', port: 6443},
      taintControlPlanes: true,
      featureGates: {InPlacePodVerticalScaling: true},
      runtimeConfig: {'api/alpha': 'false', 'batch/v1': 'true'},
      addons: ['metrics-server'],
    });
  });

  test('flags win over the file; maps are merged and addons united', () => {
    const spec = readSpec({
      yaml: full,
      flags: {
        name: 'other',
        kubernetesVersion: '1.35.1',
        memory: '3g',
        podCidr: '10.0.0.0/16',
        kubeProxyMode: 'iptables',
        taintControlPlanes: false,
        featureGates: ['InPlacePodVerticalScaling=false,Other=true'],
        runtimeConfig: ['api/all=true'],
        addons: ['dashboard', 'metrics-server'],
        image: undefined,
      },
    });
    expect(spec).toMatchObject({
      name: 'other',
      kubernetesVersion: 'v1.35.1',
      image: 'flotilla/node:v1.36.2',
      networking: {podCIDR: '10.0.0.0/16', subnet: '172.31.7.0/24', kubeProxyMode: 'iptables'},
      taintControlPlanes: false,
      featureGates: {InPlacePodVerticalScaling: false, Other: true},
      runtimeConfig: {'api/alpha': 'false', 'batch/v1': 'true', 'api/all': 'true'},
      addons: ['metrics-server', 'dashboard'],
    });
    expect(spec.nodes.map(({cpus, memory}) => [cpus, memory])).toEqual([
      [2, 3072],
      [1.5, 3072],
      ['no-limit', 3072],
    ]);
  });
});

describe('numbers of nodes', () => {
  const roles = (flags: SpecFlags, yaml?: typeof full) =>
    readSpec({flags, ...(yaml ? {yaml} : {})}).nodes.map(
      ({role, memory}) => `${role === 'worker' ? 'w' : 'c'}${memory === 'no-limit' ? '' : memory}`,
    );

  test.each<[SpecFlags, typeof full | undefined, string]>([
    [{nodes: 4}, undefined, 'c w w w'],
    [{controlPlanes: 3}, undefined, 'c c c'],
    [{controlPlanes: 3, nodes: 5, memory: 5120}, undefined, 'c5120 c5120 c5120 w5120 w5120'],
    [{nodes: 2}, full, 'c4096 w2048'],
    [{nodes: 4}, full, 'c4096 w2048 w w'],
    [{controlPlanes: 3}, full, 'c4096 c c w2048 w'],
    [{nodes: 1}, full, 'c4096'],
  ])('%j', (flags, yaml, expected) => expect(roles(flags, yaml).join(' ')).toBe(expected));

  test('fewer nodes than control planes are refused', () => {
    expect(refusal({nodes: 2, controlPlanes: 3})).toBe('E_CONFIG --nodes: 2 is fewer than the 3 control planes; --nodes counts these too.');
  });
});

describe('flags that are wrong', () => {
  test.each<[SpecFlags, string]>([
    [{memory: 1024}, 'E_MEMORY --memory: 1024 MiB of memory is less than the usable minimum of 1800 MiB for a control-plane node.'],
    [
      {kubernetesVersion: 'v1.20.0'},
      'E_VERSION_UNSUPPORTED --kubernetes-version: Kubernetes v1.20.0 is not supported; choose from v1.34 to v1.37.',
    ],
    [{subnet: '10.0.0.0/8'}, 'E_CONFIG --subnet: the prefix length of "10.0.0.0/8" must be between /16 and /24.'],
    [{subnet: '10.96.0.0/16'}, 'E_CONFIG --subnet: 10.96.0.0/16 overlaps with networking.serviceCIDR 10.96.0.0/16.'],
    [{featureGates: ['A']}, 'E_CONFIG --feature-gates: "A" is not of the form name=value.'],
    [{name: 'a'.repeat(33)}, 'E_CONFIG --name: a cluster name has at most 32 characters.'],
  ])('%j', (flags, message) => expect(refusal(flags)).toBe(message));

  test('are reported together with those of the file', () => {
    const yaml = {fileName: 'c.yaml', text: 'apiVersion: flotilla.dev/v1alpha1\nkind: Clutser\n'};
    expect(() => readSpec({yaml, flags: {cpus: 0, memory: 1}})).toThrow(
      expect.objectContaining({
        details: [
          '--cpus: "0" is not a number of processors; write one such as 2 or 0.5, "max" or "no-limit"',
          'c.yaml:2:7 kind: must be "Cluster", not "Clutser"',
        ],
      }),
    );
  });
});

test.each(['stable', 'latest'])('the version %s is the default one', (kubernetesVersion) => {
  expect(readSpec({flags: {kubernetesVersion}}).kubernetesVersion).toBe(specDefaults.kubernetesVersion);
});
