import fc from 'fast-check';
import type {ClusterSpec} from '../../../../src/cluster/spec/cluster-spec.ts';
import {type NodeSpec, nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import {arbitraryExtras, jsonPatch, mergePatch, mount, overrides, port} from './arbitrary-extras.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const value = fc.stringMatching(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,10}[A-Za-z0-9])?)?$/);
const limit = (amount: fc.Arbitrary<number>) => fc.oneof(amount, fc.constantFrom('max' as const, 'no-limit' as const));
const taint = fc.record(
  {key: label, value, effect: fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const)},
  {requiredKeys: ['key', 'effect']},
);

function node(role: NodeSpec['role']): fc.Arbitrary<NodeSpec> {
  return fc.record(
    {
      role: fc.constant(role),
      image: label.map((name) => `example.org/${name}:v1`),
      labels: fc.dictionary(label, value, {noNullPrototype: true}),
      taints: fc.array(taint, {maxLength: 2}),
      cpus: limit(fc.double({min: 0.1, max: 64, noNaN: true})),
      memory: limit(fc.integer({min: 1800, max: 1_000_000})),
      mounts: fc.array(mount, {maxLength: 2}),
      ports: fc.array(port, {maxLength: 2}),
      kubelet: overrides,
      kubeadmPatches: fc.array(mergePatch, {maxLength: 1}),
      kubeadmPatchesJSON6902: fc.array(jsonPatch, {maxLength: 1}),
    },
    {requiredKeys: [...(Object.keys(nodeDefaults) as (keyof typeof nodeDefaults)[]), 'role']},
  );
}

/** Any specification that is allowed. */
export const arbitrarySpec: fc.Arbitrary<ClusterSpec> = fc.record(
  {
    name: label,
    kubernetesVersion: fc.tuple(fc.integer({min: 34, max: 37}), fc.nat(40)).map(([minor, patch]) => `v1.${minor}.${patch}`),
    image: label.map((name) => `example.org/${name}:v1`),
    nodes: fc
      .tuple(fc.array(node('control-plane'), {minLength: 1, maxLength: 3}), fc.array(node('worker'), {maxLength: 3}))
      .map(([controlPlanes, workers]) => [...controlPlanes, ...workers]),
    networking: fc.record(
      {
        podCIDR: fc.integer({min: 0, max: 255}).map((octet) => `10.${octet}.0.0/16`),
        serviceCIDR: fc.integer({min: 0, max: 255}).map((octet) => `11.${octet}.0.0/20`),
        subnet: fc.integer({min: 0, max: 255}).map((octet) => `172.18.${octet}.0/24`),
        dnsDomain: label.map((name) => `${name}.local`),
        kubeProxyMode: fc.constantFrom('iptables' as const, 'nftables' as const, 'none' as const),
        ipFamily: fc.constant('ipv4' as const),
        cni: fc.constantFrom('default', 'none', 'apiVersion: v1\nkind: ConfigMap\n'),
        networkPolicy: fc.boolean(),
        dnsSearch: fc.array(
          label.map((name) => `${name}.example.org`),
          {maxLength: 2},
        ),
      },
      {requiredKeys: ['podCIDR', 'serviceCIDR', 'dnsDomain', 'kubeProxyMode', 'ipFamily', 'cni', 'networkPolicy']},
    ),
    apiServer: fc.record(
      {address: fc.ipV4(), port: fc.integer({min: 1, max: 65_535}), certSANs: fc.uniqueArray(label, {maxLength: 2})},
      {requiredKeys: ['address', 'certSANs']},
    ),
    taintControlPlanes: fc.boolean(),
    tunnel: fc.boolean(),
    featureGates: fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/), fc.boolean(), {noNullPrototype: true}),
    runtimeConfig: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9.]{0,8}\/v1$/), value, {noNullPrototype: true}),
    addons: fc.uniqueArray(label, {maxLength: 4}),
    ...arbitraryExtras,
  },
  {
    requiredKeys: Object.keys(specDefaults) as (keyof typeof specDefaults)[],
  },
);
