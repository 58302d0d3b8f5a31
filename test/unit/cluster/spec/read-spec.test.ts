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
    expect(readSpec({yaml: full, flags: {}})).toMatchObject({
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
      tunnel: true,
      featureGates: {InPlacePodVerticalScaling: true},
      runtimeConfig: {'api/alpha': 'false', 'batch/v1': 'true'},
      addons: ['metrics-server'],
    });
  });

  test('the file says the rest too', () => {
    expect(readSpec({yaml: full, flags: {}})).toMatchObject({
      nodes: [
        {ports: [], mounts: [], kubelet: {}},
        {
          ports: [{nodePort: 30_080, hostPort: 8080, hostAddress: '127.0.0.1', protocol: 'tcp'}],
          mounts: [{hostPath: '/srv/images', nodePath: '/mnt/images', readOnly: true, propagation: 'HostToContainer'}],
          kubelet: {maxPods: 50},
        },
        {image: 'flotilla/node:v1.36.2'},
      ],
      componentArguments: {apiServer: {'audit-log-maxage': '7'}, scheduler: {v: '2'}},
      mounts: [{hostPath: '/srv/data', nodePath: '/mnt/data', readOnly: false, propagation: 'None'}],
      registryMirrors: {'docker.io': ['https://mirror.example.org']},
      localRegistry: {port: 5001},
      certificateValidity: '8760h',
    });
  });

  test('flags say the same as the file', () => {
    const spec = readSpec({
      flags: {
        ha: true,
        mount: ['/srv/data:/mnt/data:ro'],
        port: ['8080:80', '0.0.0.0:5353:53/udp'],
        registryMirror: ['https://one.example.org', 'quay.io=http://two.example.org:5000'],
        extraConfig: ['apiserver.v=4', 'kubelet.max-pods=20', 'apiserver.audit-log-format=json'],
        localRegistryPort: 5002,
        apiServerNames: ['a.example.org'],
        apiServerIps: ['192.0.2.1'],
        certExpiration: '30d',
        httpProxy: 'http://proxy.example.org:3128',
        cni: 'none',
        networkPolicy: true,
      },
    });
    expect(spec).toMatchObject({
      nodes: [
        {
          role: 'control-plane',
          ports: [
            {nodePort: 80, hostPort: 8080, hostAddress: '127.0.0.1', protocol: 'tcp'},
            {nodePort: 53, hostPort: 5353, hostAddress: '0.0.0.0', protocol: 'udp'},
          ],
        },
        {role: 'control-plane', ports: []},
        {role: 'control-plane', ports: []},
      ],
      mounts: [{hostPath: '/srv/data', nodePath: '/mnt/data', readOnly: true, propagation: 'None'}],
      registryMirrors: {'docker.io': ['https://one.example.org'], 'quay.io': ['http://two.example.org:5000']},
      componentArguments: {apiServer: {v: '4', 'audit-log-format': 'json'}, kubelet: {'max-pods': '20'}, etcd: {}},
      localRegistry: {port: 5002},
      apiServer: {certSANs: ['a.example.org', '192.0.2.1']},
      certificateValidity: '720h',
      proxy: {httpProxy: 'http://proxy.example.org:3128'},
      networking: {cni: 'none', networkPolicy: true},
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
        tunnel: false,
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
      tunnel: false,
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
    [{podCidr: 'fd00::1/56'}, 'E_CONFIG --pod-cidr: "fd00::1/56" is an address inside a network; write fd00::/56.'],
    [{podCidr: '10.1.0.0/16,10.2.0.0/16'}, 'E_CONFIG --pod-cidr: "10.1.0.0/16,10.2.0.0/16" is more than one network of a family.'],
    [{podCidr: '10.1.0.0/16, fd00::/56'}, 'E_CONFIG --pod-cidr: write 10.1.0.0/16,fd00::/56, without spaces.'],
    [
      {ipFamily: 'dual', podCidr: '10.1.0.0/16'},
      'E_CONFIG --pod-cidr: 10.1.0.0/16 is not a network of each family, which ipFamily: dual needs.',
    ],
    [{serviceCidr: 'fd00::/112'}, 'E_CONFIG --service-cidr: fd00::/112 is not one IPv4 network, which ipFamily: ipv4 needs.'],
    [
      {ipFamily: 'dual', podCidr: 'fd00:1::/56,10.1.0.0/16'},
      "E_CONFIG networking.serviceCIDR: 10.96.0.0/16,fd00:10:96::/112 must have its families in the order of the pods' (fd00:1::/56,10.1.0.0/16).",
    ],
    [{subnet: 'fd00:7::/64'}, 'E_CONFIG --subnet: fd00:7::/64 is not one IPv4 network, which ipFamily: ipv4 needs.'],
    [
      {ipFamily: 'ipv6', podCidr: 'fd00:1::/63', nodes: 3},
      'E_CONFIG --pod-cidr: fd00:1::/63 is too small for 3 nodes, each of which gets a /64.',
    ],
    [{featureGates: ['A']}, 'E_CONFIG --feature-gates: "A" is not of the form name=value.'],
    [{mount: ['data:/data']}, 'E_CONFIG --mount: is neither an absolute path nor one that begins with ./.'],
    [{mount: ['/data']}, 'E_CONFIG --mount: "/data" is not of the form HOST-PATH:NODE-PATH or HOST-PATH:NODE-PATH:ro.'],
    [{mount: ['/data:/var']}, 'E_CONFIG --mount: is a folder that the node itself needs.'],
    [
      {port: ['80:http']},
      'E_CONFIG --port: "80:http" is not of the form HOST-PORT:NODE-PORT, with ADDRESS: before or /udp after it if need be.',
    ],
    [
      {extraConfig: ['apisever.v=1']},
      'E_CONFIG --extra-config: "apisever" is not a component; known are apiserver, controller-manager, scheduler, etcd, kubelet, kube-proxy.',
    ],
    [{extraConfig: ['kubeadm.pod-network-cidr=10.0.0.0/8']}, 'E_CONFIG --extra-config: kubeadm.pod-network-cidr is --pod-cidr here.'],
    [
      {httpProxy: 'http://user:secret@proxy.example.org:3128'},
      'E_CONFIG --http-proxy: holds a user name or password, and the specification is stored in labels that others can read.',
    ],
    [
      {httpsProxy: 'http://localhost:3128'},
      'E_CONFIG --https-proxy: is this machine itself, which is another one as seen from a node; write an address that nodes reach.',
    ],
    [{certExpiration: '1m'}, 'E_CONFIG --cert-expiration: is less than 10m: certificates would expire while the cluster starts.'],
    [{cni: 'calico'}, 'E_CONFIG --cni: must be "default", "none" or a file of manifests.'],
    [{name: 'a'.repeat(33)}, 'E_CONFIG --profile: a cluster name has at most 32 characters.'],
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

test.each([
  ['ipv4', '10.244.0.0/16', '10.96.0.0/16'],
  ['ipv6', 'fd00:10:244::/56', 'fd00:10:96::/112'],
  ['dual', '10.244.0.0/16,fd00:10:244::/56', '10.96.0.0/16,fd00:10:96::/112'],
])('a cluster of %s has pods in %s and Services in %s unless told', (ipFamily, podCIDR, serviceCIDR) => {
  const yaml = {fileName: 'c.yaml', text: `apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\nnetworking: {ipFamily: ${ipFamily}}\n`};
  for (const input of [{flags: {ipFamily}}, {yaml, flags: {}}])
    expect(readSpec(input).networking).toMatchObject({ipFamily, podCIDR, serviceCIDR});
});

test.each(['stable', 'latest'])('the version %s is the default one', (kubernetesVersion) => {
  expect(readSpec({flags: {kubernetesVersion}}).kubernetesVersion).toBe(specDefaults.kubernetesVersion);
});
