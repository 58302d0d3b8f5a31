import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {apiBalancerAddress, dynamicRange, gatewayAddress, nodesPerSubnet} from '../../../../src/cluster/plan/addresses.ts';
import type {ClusterPlan, DecidedSpec, PlanFacts} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {type NodeRole, type NodeSpec, nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import {capabilityNames} from '../../../../src/engine/capabilities.ts';
import {contains, nthSubnet, overlaps} from '../../../../src/network/cidr.ts';

const facts: PlanFacts = {capabilities: capabilityNames, cgroupVersion: 1, openFiles: 20_000};

const node = (role: NodeRole): NodeSpec => ({...nodeDefaults, role});

const decided = (workers: number, subnet: string): DecidedSpec => ({
  ...specDefaults,
  name: 'dev',
  nodes: [node('control-plane'), ...Array.from({length: workers}, () => node('worker'))],
  networking: {...specDefaults.networking, subnet},
  apiServer: {...specDefaults.apiServer, port: 16_443},
});

const plan = (spec: DecidedSpec): ClusterPlan =>
  planCluster({spec, nodes: numberNodes(spec.name, spec.nodes), image: 'flotilla/node:test', facts, publicKey: 'ssh-ed25519 AAAA test'});

const subnets = fc
  .tuple(fc.integer({min: 0, max: 1000}), fc.integer({min: 22, max: 24}))
  .map(([n, prefix]) => nthSubnet('10.128.0.0/10', prefix, n));
const clusters = fc
  .tuple(fc.integer({min: 0, max: 40}), subnets)
  .map(([workers, subnet]) => decided(Math.min(workers, nodesPerSubnet(subnet) - 1), subnet));

const fileOf = ({files}: ClusterPlan['nodes'][number], name: string): string =>
  String(files.find(({path}) => path.endsWith(name))?.content);

describe('what the host gives to nodes', () => {
  const mount = (nodePath: string, propagation: NodeSpec['mounts'][number]['propagation'] = 'None') => ({
    hostPath: '/h',
    nodePath,
    readOnly: true,
    propagation,
  });

  it("is mounted: what is the cluster's in all of them, what is a node's in that one, with Docker's words for propagation", () => {
    const spec = {...decided(1, '10.128.0.0/24'), mounts: [mount('/all', 'HostToContainer')]};
    const [controlPlane, worker] = spec.nodes as [NodeSpec, NodeSpec];
    const {nodes} = plan({...spec, nodes: [controlPlane, {...worker, mounts: [mount('/one', 'Bidirectional'), mount('/two')]}]});
    const binds = nodes.map(({container}) =>
      container.mounts?.filter(({type}) => type === 'bind').map(({target, propagation}) => [target, propagation]),
    );
    expect(binds).toEqual([
      [['/all', 'rslave']],
      [
        ['/all', 'rslave'],
        ['/one', 'rshared'],
        ['/two', 'rprivate'],
      ],
    ]);
    expect(nodes[0]?.container.mounts).toContainEqual({type: 'bind', source: '/h', target: '/all', readOnly: true, propagation: 'rslave'});
  });

  it('is published beside the port of the API server', () => {
    const spec = decided(0, '10.128.0.0/24');
    const ports = [{nodePort: 30_080, hostPort: 80, hostAddress: '127.0.0.1', protocol: 'udp' as const}];
    const [first] = plan({...spec, nodes: [{...node('control-plane'), ports}]}).nodes;
    expect(first?.container.ports?.map(({containerPort, hostPort, protocol}) => [containerPort, hostPort, protocol])).toEqual([
      [6443, 16_443, 'tcp'],
      [30_080, 80, 'udp'],
    ]);
  });
});

describe('the plan of any cluster', () => {
  it('gives every node an address of its own, where nothing else is', () => {
    fc.assert(
      fc.property(clusters, (spec) => {
        const {subnet} = spec.networking;
        const addresses = plan(spec).nodes.map(({address}) => address);
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const address of addresses) {
          expect(contains(subnet, address)).toBe(true);
          expect([gatewayAddress(subnet), apiBalancerAddress(subnet)]).not.toContain(address);
          expect(contains(dynamicRange(subnet), address)).toBe(false);
        }
        const upperHalf = nthSubnet(subnet, Number(subnet.split('/')[1]) + 1, 1);
        expect(addresses.some((address) => contains(upperHalf, address))).toBe(false);
        expect(overlaps(dynamicRange(subnet), upperHalf)).toBe(false);
      }),
      {numRuns: 30},
    );
  });

  it('gives every node pods of its own, and routes to all others and not to itself', () => {
    fc.assert(
      fc.property(clusters, (spec) => {
        const {nodes} = plan(spec);
        expect(new Set(nodes.map(({podCIDR}) => podCIDR)).size).toBe(nodes.length);
        for (const one of nodes) {
          expect(contains(spec.networking.podCIDR, one.podCIDR)).toBe(true);
          const others = nodes.filter(({name}) => name !== one.name).map(({podCIDR, address}) => `${podCIDR} via ${address}`);
          expect(fileOf(one, '/routes').split('\n').filter(Boolean)).toEqual(others);
          expect(fileOf(one, '.conflist')).toContain(one.podCIDR);
        }
      }),
      {numRuns: 30},
    );
  });

  it('changes nothing of a node when others come', () => {
    fc.assert(
      fc.property(clusters, fc.integer({min: 1, max: 5}), (spec, more) => {
        fc.pre(spec.nodes.length + more <= nodesPerSubnet(spec.networking.subnet));
        const before = plan(spec).nodes;
        const after = plan({...spec, nodes: [...spec.nodes, ...Array.from({length: more}, () => node('worker'))]}).nodes;
        for (const [index, {name, address, podCIDR, container, volume}] of before.entries()) {
          expect(after[index]).toMatchObject({name, address, podCIDR, container, volume});
        }
      }),
      {numRuns: 30},
    );
  });

  it('never makes a privileged node, and grants nothing that no node needs', () => {
    fc.assert(
      fc.property(clusters, fc.subarray([...capabilityNames]), (spec, capabilities) => {
        const {nodes} = planCluster({
          spec,
          nodes: numberNodes(spec.name, spec.nodes),
          image: 'i',
          facts: {...facts, capabilities},
          publicKey: 'k',
        });
        for (const {container} of nodes) {
          expect(container.privileged).toBeUndefined();
          expect(container.capDrop).toEqual(['ALL']);
          expect(capabilities).toEqual(expect.arrayContaining([...(container.capAdd ?? [])]));
          for (const never of ['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT']) expect(container.capAdd).not.toContain(never);
        }
      }),
      {numRuns: 20},
    );
  });

  it('is the same for the same input', () => {
    fc.assert(
      fc.property(clusters, (spec) => {
        expect(plan(spec)).toEqual(plan(spec));
      }),
      {numRuns: 10},
    );
  });

  it('puts no secret into labels', () => {
    const labels = plan(decided(2, '10.1.0.0/22')).nodes.flatMap(({container, volume}) => [container.labels, volume.labels]);
    expect(JSON.stringify(labels)).not.toMatch(/PRIVATE KEY|token|password/i);
  });
});

describe('the plan of a cluster of two families', () => {
  const families = fc.constantFrom<readonly [number, number]>([0, 1], [1, 0]);
  const ordered = (order: readonly [number, number], list: readonly string[]): string => order.map((place) => list[place]).join(',');
  const dualClusters = fc.tuple(fc.integer({min: 0, max: 9}), subnets, families).map(([workers, subnet, order]) => {
    const spec = decided(Math.min(workers, nodesPerSubnet(subnet) - 1), subnet);
    const networking = {
      ...spec.networking,
      subnet: ordered(order, [subnet, 'fd00:1:2:3::/64']),
      podCIDR: ordered(order, ['10.244.0.0/16', 'fd00:10:244::/56']),
      serviceCIDR: ordered(order, ['10.96.0.0/16', 'fd00:10:96::/112']),
    };
    return {...spec, networking};
  });

  it('gives every node addresses and pods of both, and the primary ones first', () => {
    fc.assert(
      fc.property(dualClusters, (spec) => {
        const {networking} = spec;
        const {nodes, network} = plan(spec);
        expect(new Set(nodes.flatMap(({addresses}) => addresses)).size).toBe(nodes.length * 2);
        for (const {address, addresses, podCIDR, podCIDRs, container} of nodes) {
          expect([addresses[0], podCIDRs[0]]).toEqual([address, podCIDR]);
          for (const [place, subnet] of networking.subnet.split(',').entries()) expect(contains(subnet, addresses[place]!)).toBe(true);
          for (const [place, pods] of networking.podCIDR.split(',').entries()) expect(contains(pods, podCIDRs[place]!)).toBe(true);
          expect([container.network?.ipv4, container.network?.ipv6].toSorted()).toEqual([...addresses].toSorted());
          expect(addresses.some((one) => [network.gateway, network.ipv6?.gateway].includes(one))).toBe(false);
        }
      }),
      {numRuns: 30},
    );
  });

  it('routes the pods of each family over addresses of the same', () => {
    fc.assert(
      fc.property(dualClusters, (spec) => {
        const {nodes} = plan(spec);
        for (const one of nodes) {
          const lines = fileOf(one, '/routes').split('\n').filter(Boolean);
          expect(lines).toHaveLength((nodes.length - 1) * 2);
          for (const line of lines) {
            const [pods = '', address = ''] = line.split(' via ');
            const other = nodes.find(({podCIDRs}) => podCIDRs.includes(pods));
            expect(other?.name).not.toBe(one.name);
            expect(other?.addresses).toContain(address);
            expect(address.includes(':')).toBe(pods.includes(':'));
          }
        }
      }),
      {numRuns: 30},
    );
  });

  it('certifies the addresses of both, and tells the kubelet of both', () => {
    fc.assert(
      fc.property(dualClusters, (spec) => {
        const {nodes} = plan(spec);
        const kubeadm = fileOf(nodes[0]!, 'kubeadm.yaml');
        const [cluster] = parseAllDocuments(kubeadm) as {toJS(): {apiServer: {certSANs: string[]}}}[];
        expect(cluster?.toJS().apiServer.certSANs).toEqual(expect.arrayContaining([...nodes[0]!.addresses.slice(1), '127.0.0.1', '::1']));
        expect(kubeadm).toContain(`value: ${nodes[0]!.addresses.join(',')}\n`);
        expect(kubeadm).toContain(`advertiseAddress: ${nodes[0]!.address}\n`);
      }),
      {numRuns: 20},
    );
  });
});

describe('one plan', () => {
  const {nodes, network, sharedVolume} = plan(decided(2, '172.30.0.0/22'));

  it('names nodes as the field does', () => {
    expect(nodes.map(({name}) => name)).toEqual(['dev-control-plane', 'dev-worker', 'dev-worker2']);
    expect(nodes.map(({address}) => address)).toEqual(['172.30.0.10', '172.30.0.11', '172.30.0.12']);
    expect(nodes.map(({podCIDR}) => podCIDR)).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']);
    expect(network).toMatchObject({name: 'dev', subnet: '172.30.0.0/22', gateway: '172.30.0.1', ipRange: '172.30.1.0/24'});
    expect(sharedVolume.name).toBe('dev-shared');
  });

  it('publishes the API server on the first node only', () => {
    expect(nodes.map(({container}) => container.ports)).toEqual([
      [{containerPort: 6443, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 16_443}],
      [],
      [],
    ]);
  });

  it('gives kubeadm what it needs', async () => {
    const text = fileOf(nodes[0]!, 'kubeadm.yaml');
    const kinds = parseAllDocuments(text).map((document) => (document as {toJS(): {kind: string}}).toJS().kind);
    expect(kinds).toEqual(['ClusterConfiguration', 'InitConfiguration', 'KubeletConfiguration']);
    await expect(text).toMatchFileSnapshot('./kubeadm.golden.yaml');
  });

  it('labels workers as workers', () => {
    expect(nodes[1]?.labels).toEqual({'node-role.kubernetes.io/worker': ''});
    expect(nodes[0]).toMatchObject({labels: {'node-role.kubernetes.io/control-plane': ''}, taints: []});
  });

  it('taints control planes when asked', () => {
    const tainted = plan({...decided(1, '172.30.0.0/22'), taintControlPlanes: true});
    expect(tainted.nodes.map(({taints}) => taints)).toEqual([[{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}], []]);
  });

  it('refuses more nodes than the networks have room for', () => {
    expect(() => plan(decided(54, '10.1.0.0/24'))).toThrow(expect.objectContaining({id: 'E_CONFIG'}));
  });
});
