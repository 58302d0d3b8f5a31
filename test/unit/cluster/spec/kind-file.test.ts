import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {openSpecFile} from '../../../../src/cluster/spec/open-spec-file.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import type {SpecFlags} from '../../../../src/cluster/spec/spec-flags.ts';

const folder = new URL('../../../fixtures/kind/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
const read = (name: string, flags: SpecFlags = {}) =>
  readSpec({yaml: {text: textOf(name), fileName: `${name}.yaml`, files: {folder: '/home/me', texts: {}}}, flags});
const warningsOf = (name: string) => openSpecFile({text: textOf(name), fileName: 'kind.yaml'}).warnings;

test.each(readdirSync(folder).map((file) => file.replace('.yaml', '')))('%s is read', (name) => {
  expect(read(name).nodes[0]?.role).toBe('control-plane');
});

describe('what files of kind say', () => {
  test('nodes', () => {
    expect(read('multi-node').nodes.map(({role}) => role)).toEqual(['control-plane', 'worker', 'worker']);
    expect(read('ha').nodes.filter(({role}) => role === 'control-plane')).toHaveLength(3);
    expect(read('labels').nodes.map(({labels}) => labels)).toEqual([{}, {tier: 'frontend'}, {tier: 'backend'}]);
  });

  test('flags win', () => {
    expect(read('multi-node', {nodes: 2, name: 'mine', memory: '3g'})).toMatchObject({
      name: 'mine',
      nodes: [{memory: 3072}, {memory: 3072}],
    });
  });

  test('a version by its image', () => {
    expect(read('version')).toMatchObject({kubernetesVersion: 'v1.36.1', nodes: [{role: 'control-plane'}, {role: 'worker'}]});
    expect(read('version').nodes[0]).not.toHaveProperty('image');
    expect(warningsOf('version')[0]).toMatch(
      /^kind\.yaml:5:10 nodes\[0\]\.image: kindest\/node:v1\.36\.1@sha256:\w+ is an image of kind: Flotilla's own of v1\.36\.1 is used$/,
    );
  });

  test('a version that is not supported: the default, and a warning', () => {
    expect(read('old-version').kubernetesVersion).toBe(specDefaults.kubernetesVersion);
    expect(warningsOf('old-version')[0]).toContain('the default version is used');
  });

  test('ports, on all addresses unless told, and on free ones of the host', () => {
    const [first, second] = read('port-mapping').nodes;
    expect(first?.ports).toEqual([{nodePort: 80, hostPort: 80, hostAddress: '127.0.0.1', protocol: 'udp'}]);
    expect(second?.ports).toEqual([{nodePort: 30_950, hostPort: 0, hostAddress: '0.0.0.0', protocol: 'tcp'}]);
    expect(read('everything-empty').nodes[0]?.ports[0]?.hostPort).toBe(0);
  });

  test('mounts', () => {
    expect(read('mounts').nodes[0]?.mounts).toEqual([
      {hostPath: '/path/to/my/files', nodePath: '/files', readOnly: false, propagation: 'None'},
      {hostPath: '/home/me/other-files', nodePath: '/other-files', readOnly: true, propagation: 'None'},
    ]);
  });

  test('patches', () => {
    const {name, kubeadmPatches, kubeadmPatchesJSON6902, nodes} = read('patches');
    expect(name).toBe('app-1-cluster');
    expect(kubeadmPatches[0]).toContain('nodefs.available: "1%"');
    expect(kubeadmPatchesJSON6902[0]).toMatchObject({version: 'v1beta2', kind: 'ClusterConfiguration'});
    expect(nodes[1]?.kubeadmPatches[0]).toContain('system-reserved');
    expect(nodes[1]?.kubeadmPatchesJSON6902[0]?.kind).toBe('JoinConfiguration');
  });

  test('features and networks', () => {
    expect(read('features')).toMatchObject({
      featureGates: {InPlacePodVerticalScaling: true},
      runtimeConfig: {'api/alpha': 'false', 'api/beta': 'true'},
      networking: {
        podCIDR: '10.244.0.0/16',
        serviceCIDR: '10.96.0.0/12',
        cni: 'none',
        kubeProxyMode: 'nftables',
        dnsSearch: ['example.org'],
      },
      apiServer: {address: '127.0.0.1', port: 6443},
    });
  });

  test('ipvs, which the image has not: nftables, and a warning', () => {
    expect(read('everything-empty')).toMatchObject({networking: {kubeProxyMode: 'nftables'}});
    expect(read('everything-empty').apiServer).not.toHaveProperty('port');
    expect(warningsOf('everything-empty')).toEqual([
      'kind.yaml:5:18 networking.kubeProxyMode: ipvs is deprecated in Kubernetes and not part of the node image: nftables is used',
    ]);
  });

  test('containerd settings', () => expect(read('registry').containerdConfigPatches).toHaveLength(1));
});

test('an image that is not of kind is the image of the cluster', () => {
  const text = 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: control-plane, image: example.org/node:v1}]\n';
  const spec = readSpec({yaml: {text, fileName: 'kind.yaml'}, flags: {}});
  expect(spec.image).toBe('example.org/node:v1');
  expect(spec.nodes[0]).not.toHaveProperty('image');
});
