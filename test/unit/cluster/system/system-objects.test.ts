import {describe, expect, it} from 'vitest';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {nodeObject, systemObjects} from '../../../../src/cluster/system/system-objects.ts';

const contents = [
  'registry.k8s.io/coredns/coredns:v1.14.6',
  'registry.k8s.io/kube-proxy:v1.37.2',
  'docker.io/rancher/local-path-provisioner:v0.0.30',
  'docker.io/library/busybox:1.35.0',
];
const base = readSpec({flags: {name: 'dev', nodes: 2, kubernetesVersion: 'v1.37.2'}});
const spec = {
  ...base,
  networking: {...base.networking, subnet: '172.30.0.0/22'},
  apiServer: {...base.apiServer, port: 16_443},
} satisfies DecidedSpec;
const plan = planCluster({
  spec,
  nodes: numberNodes('dev', spec.nodes),
  image: 'i',
  facts: {capabilities: [], cgroupVersion: 2, openFiles: 1},
  publicKey: 'k',
});
const {nodes} = plan;

describe('what a cluster gets besides kubeadm', () => {
  const objects = systemObjects(plan, contents);

  it('uses only images that nodes have', () => {
    const images = [...JSON.stringify(objects).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(3);
    for (const image of images) expect(contents).toContain(image);
  });

  it('never pulls', () => {
    expect(JSON.stringify(objects)).not.toContain('"imagePullPolicy":"Always"');
  });

  it('has the default class and two replicas of DNS for two nodes', () => {
    expect(objects.find(({kind}) => kind === 'StorageClass')?.metadata).toMatchObject({
      name: 'standard',
      annotations: {'storageclass.kubernetes.io/is-default-class': 'true'},
    });
    expect(objects.find(({kind, metadata}) => kind === 'Deployment' && metadata.name === 'coredns')).toMatchObject({spec: {replicas: 2}});
    expect(objects.find(({kind, metadata}) => kind === 'Service' && metadata.name === 'kube-dns')).toMatchObject({
      spec: {clusterIP: '10.96.0.10'},
    });
  });

  it('has no kube-proxy where none is asked for, and enforces NetworkPolicy only where it is', () => {
    const sets = (networking: Partial<DecidedSpec['networking']>) =>
      systemObjects({...plan, spec: {...spec, networking: {...spec.networking, ...networking}}}, [
        ...contents,
        'x/kube-network-policies:v1',
      ])
        .filter(({kind}) => kind === 'DaemonSet')
        .map(({metadata}) => metadata.name);
    expect(sets({})).toEqual(['kube-proxy']);
    expect(sets({kubeProxyMode: 'none'})).toEqual([]);
    expect(sets({networkPolicy: true})).toEqual(['kube-proxy', 'kube-network-policies']);
  });

  it('says which image is missing', () => {
    expect(() => systemObjects(plan, [])).toThrow(expect.objectContaining({id: 'E_IMAGE_NOT_FOUND'}));
  });

  it('makes Node objects with role and pod CIDR', () => {
    expect(nodeObject(nodes[1]!)).toMatchObject({
      metadata: {name: 'dev-worker', labels: {'node-role.kubernetes.io/worker': '', 'kubernetes.io/hostname': 'dev-worker'}},
      spec: {podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24']},
    });
  });
});
