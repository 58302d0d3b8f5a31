import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import type {ClusterPlan, NodePlan} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {overlaps} from '../../../../src/network/cidr.ts';
import {decidedSpec, sampleFacts, samplePlan} from '../../../fakes/sample-plan.ts';
import {arbitrarySpec} from '../spec/arbitrary-spec.ts';

const fileOf = ({files}: NodePlan, name: string): string => String(files.find(({path}) => path.endsWith(`/${name}`))?.content);
const documentsOf = (plan: ClusterPlan, node = 0): Record<string, unknown>[] =>
  parseAllDocuments(fileOf(plan.nodes[node]!, 'kubeadm.yaml')).map((document) => (document as {toJS(): Record<string, unknown>}).toJS());

describe('names in /etc/hosts', () => {
  test('are the API endpoint, at the only control plane, and all nodes', () => {
    expect(fileOf(samplePlan({nodes: 2}).nodes[1]!, 'hosts')).toBe(
      '172.30.0.10 api.flotilla.internal\n172.30.0.10 dev-control-plane\n172.30.0.11 dev-worker\n',
    );
  });

  test('lead to the balancer where there are several control planes', () => {
    expect(fileOf(samplePlan({nodes: 3, controlPlanes: 3}).nodes[0]!, 'hosts')).toMatch(/^172\.30\.0\.2 api\.flotilla\.internal\n/);
  });
});

describe('what kubeadm is told', () => {
  test('has the feature gates of all components and the APIs to serve', () => {
    const [cluster, , kubelet] = documentsOf(samplePlan({featureGates: ['A=true', 'B=false'], runtimeConfig: ['api/alpha=true']}));
    const gates = {name: 'feature-gates', value: 'A=true,B=false'};
    expect(cluster).toMatchObject({
      apiServer: {extraArgs: [gates, {name: 'runtime-config', value: 'api/alpha=true'}]},
      controllerManager: {extraArgs: expect.arrayContaining([gates])},
      scheduler: {extraArgs: expect.arrayContaining([gates])},
    });
    expect(kubelet).toMatchObject({featureGates: {A: true, B: false}});
  });

  test('follows the cgroup version and the limit of open files of the host', () => {
    const driver = (cgroupVersion: 1 | 2, openFiles: number): unknown => documentsOf(samplePlan({}, {cgroupVersion, openFiles}))[2];
    expect(driver(1, 4096)).toMatchObject({cgroupDriver: 'cgroupfs', maxOpenFiles: 4096});
    expect(driver(2, 2 ** 30)).toMatchObject({cgroupDriver: 'systemd', maxOpenFiles: 1_000_000});
  });

  test('lets several control planes elect a leader, and gives their certificate every address it may be asked by', () => {
    const single = JSON.stringify(documentsOf(samplePlan({nodes: 2}))[0]);
    expect(single).toContain('"leader-elect"');
    const [cluster] = documentsOf(samplePlan({nodes: 3, controlPlanes: 3}), 1);
    expect(JSON.stringify(cluster)).not.toContain('"leader-elect"');
    expect(cluster?.['apiServer']).toMatchObject({
      certSANs: expect.arrayContaining(['127.0.0.1', '172.30.0.2', '172.30.0.10', '172.30.0.12', 'dev-control-plane3']),
    });
  });

  test('is told to control planes only', () => {
    const {nodes} = samplePlan({nodes: 3});
    expect(nodes.map(({files}) => files.some(({path}) => path.endsWith('kubeadm.yaml')))).toEqual([true, false, false]);
  });

  test('is YAML with the networks of the cluster, whatever the specification', () => {
    fc.assert(
      fc.property(arbitrarySpec, (any) => {
        const spec = {
          ...any,
          networking: {...any.networking, subnet: any.networking.subnet ?? '172.30.0.0/22'},
          apiServer: {...any.apiServer, port: any.apiServer.port ?? 16_443},
        };
        const plan = planCluster({spec, nodes: numberNodes(spec.name, spec.nodes), image: 'i', facts: sampleFacts, publicKey: 'k'});
        const [cluster, init, kubelet] = documentsOf(plan);
        expect(cluster).toMatchObject({
          kind: 'ClusterConfiguration',
          clusterName: spec.name,
          kubernetesVersion: spec.kubernetesVersion,
          networking: {podSubnet: spec.networking.podCIDR, serviceSubnet: spec.networking.serviceCIDR},
        });
        expect(init).toMatchObject({localAPIEndpoint: {advertiseAddress: plan.nodes[0]?.address}});
        expect(kubelet).toMatchObject({clusterDomain: spec.networking.dnsDomain});
      }),
      {numRuns: 30},
    );
  });
});

describe('a pod network that others bring', () => {
  test.each(['none', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'])('leaves all of it to them', (cni) => {
    const {nodes} = samplePlan({nodes: 2, cni});
    expect(nodes.flatMap(({files}) => files).some(({path}) => path.includes('/cni/'))).toBe(false);
    expect(nodes.map((node) => fileOf(node, 'routes'))).toEqual(['', '']);
    expect(fileOf(nodes[0]!, 'network.env')).toContain('POD_CIDR=\nPOD_CIDR_IPV6=\n');
    expect(nodes[1]!.podCIDRs).toEqual(['10.244.1.0/24']);
  });
});

describe('names outside the cluster', () => {
  test('are asked for at an address that pods have a family for', () => {
    const forwarder = (ipFamily: string) => fileOf(familyPlan(ipFamily).nodes[0]!, 'resolv.conf');
    expect(forwarder('ipv4')).toBe('nameserver 169.254.53.53\n');
    expect(forwarder('dual')).toBe('nameserver 169.254.53.53\n');
    expect(forwarder('ipv6')).toBe('nameserver fd0f:107a:f107:a100::53\n');
    expect(fileOf(familyPlan('ipv6').nodes[0]!, 'network.env')).toContain('HOST_ADDRESS=fd00:7::1\n');
    expect(fileOf(familyPlan('dual').nodes[0]!, 'network.env')).toContain('HOST_ADDRESS=172.30.0.1,fd00:7::1\n');
  });

  test('a cluster of IPv6 alone knows nothing of the IPv4 addresses that its network has as well', () => {
    const [node] = familyPlan('ipv6').nodes as [NodePlan];
    expect(node.addresses).toEqual(['fd00:7::a']);
    expect(fileOf(node, 'hosts')).toBe('fd00:7::a api.flotilla.internal\nfd00:7::a dev-control-plane\n');
    expect(node.container.network).toMatchObject({ipv4: '172.30.0.10', ipv6: 'fd00:7::a'});
  });

  test('are completed with the domains asked for, on nodes and in pods', () => {
    const base = decidedSpec({});
    const plan = (dnsSearch: string[]) =>
      planCluster({
        spec: {...base, networking: {...base.networking, dnsSearch}},
        nodes: numberNodes('dev', base.nodes),
        image: 'i',
        facts: sampleFacts,
        publicKey: 'k',
      }).nodes[0]!;
    expect(fileOf(plan(['a.example', 'b.example']), 'resolv.conf')).toBe('nameserver 169.254.53.53\nsearch a.example b.example\n');
    expect(plan(['a.example']).container.dnsSearch).toEqual(['a.example']);
    expect(plan([]).container.dnsSearch).toEqual(['.']);
    expect(samplePlan({}).nodes[0]!.container.dnsSearch).toBeUndefined();
  });

  const familyPlan = (ipFamily: string) =>
    samplePlan({
      ipFamily,
      ...(ipFamily === 'ipv4' ? {} : {subnet: ipFamily === 'dual' ? '172.30.0.0/22,fd00:7::/64' : 'fd00:7::/64,172.30.0.0/22'}),
    });
});

describe('a node', () => {
  test('is limited as asked', () => {
    const [{container}] = samplePlan({cpus: '1.5', memory: '2g'}).nodes as [NodePlan];
    expect([container.cpus, container.memoryBytes]).toEqual([1.5, 2 * 1024 ** 3]);
    const [{container: free}] = samplePlan({cpus: 'max', memory: 'no-limit'}).nodes as [NodePlan];
    expect([free.cpus, free.memoryBytes]).toEqual([undefined, undefined]);
  });

  test('has pods that no other node, nor the Services, nor the nodes themselves have', () => {
    const {nodes, spec} = samplePlan({nodes: 50});
    for (const [place, {podCIDR}] of nodes.entries()) {
      expect(nodes.slice(place + 1).some((other) => overlaps(other.podCIDR, podCIDR))).toBe(false);
      expect(overlaps(podCIDR, spec.networking.serviceCIDR) || overlaps(podCIDR, spec.networking.subnet)).toBe(false);
    }
  });

  test('keeps what only its owner may read to itself', () => {
    const [{files}] = samplePlan({}).nodes as [NodePlan];
    const modes = Object.fromEntries(files.map(({path, mode}) => [path.split('/').at(-1), mode]));
    expect(modes).toMatchObject({authorized_keys: 0o600, 'kubeadm.yaml': 0o600, hosts: 0o644});
  });

  test('has a name that is a DNS label, also in the longest case', () => {
    const name = 'a'.repeat(32);
    const nodes = numberNodes(name, decidedSpec({nodes: 99, controlPlanes: 99}).nodes);
    expect(nodes).toHaveLength(99);
    expect(new Set(nodes.map((node) => node.name)).size).toBe(99);
    for (const node of nodes) expect(node.name.length).toBeLessThanOrEqual(63);
  });
});
