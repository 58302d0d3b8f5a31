import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {urlHost} from '../../../src/network/address.ts';
import {contains} from '../../../src/network/cidr.ts';
import {docker} from '../support/docker.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';
import {inPod, webPorts} from '../three-nodes/web.ts';
import {addressesOf, fetchText, podsNodes, served, webPods} from './pods.ts';

interface Networks {
  readonly pods: readonly string[];
  readonly services: readonly string[];
  /** Those that were asked for; others are free ones. */
  readonly subnets?: readonly string[];
}

/** That nodes, pods and Services have addresses of every family, and that all of them can be reached. */
export function testFamilies(cluster: TestCluster, {pods: podNetworks, services, subnets = []}: Networks): void {
  const isIPv6 = podNetworks.map((network) => network.includes(':'));

  test('nodes have an address and a range for pods of each family', async () => {
    const nodes = await podsNodes(cluster);
    expect(nodes).toHaveLength(2);
    for (const [index, node] of nodes.entries()) {
      const addresses = addressesOf(node);
      expect(addresses.map((address) => address.includes(':'))).toEqual(isIPv6);
      for (const [place, subnet] of subnets.entries()) expect(contains(subnet, addresses[place]!), node.metadata.name).toBe(true);
      expect(node.spec.podCIDRs).toHaveLength(podNetworks.length);
      for (const [place, network] of podNetworks.entries()) expect(contains(network, node.spec.podCIDRs[place]!)).toBe(true);
      expect(nodes.findIndex(({spec}) => spec.podCIDRs[0] === node.spec.podCIDRs[0])).toBe(index);
    }
  });

  test('pods reach pods of every node over each family with their own source address', () => reachEachOther(cluster, isIPv6.length));

  test('a Service has an address of each family, and answers on it and by its name', async () => {
    const {spec} = await cluster.get<{spec: {clusterIPs: string[]}}>('service', 'web');
    expect(spec.clusterIPs).toHaveLength(services.length);
    for (const [place, address] of spec.clusterIPs.entries()) expect(contains(services[place]!, address)).toBe(true);
    for (const {metadata} of await webPods(cluster)) {
      for (const host of [...spec.clusterIPs.map(urlHost), 'web.default.svc.cluster.local'])
        expect(await inPod(cluster, metadata.name, `timeout 5 wget -qO- http://${host}/cgi-bin/who`), host).toMatch(/ web-\w+$/);
    }
  });

  test('DNS knows the addresses of a Service, and of containers outside the cluster', async () => {
    const {spec} = await cluster.get<{spec: {clusterIPs: string[]}}>('service', 'web');
    const [pod] = await webPods(cluster);
    const answer = await inPod(cluster, pod!.metadata.name, 'nslookup web.default.svc.cluster.local');
    for (const address of spec.clusterIPs) expect(answer).toContain(`Address: ${address}`);
    const [, worker] = await podsNodes(cluster);
    // Only the engine's resolver knows it; it answers through the node's forwarder.
    const outside = await inPod(cluster, pod!.metadata.name, `nslookup ${worker!.metadata.name}. || true`);
    expect(
      addressesOf(worker!).some((address) => outside.includes(address)),
      outside,
    ).toBe(true);
  });

  test('a NodePort answers this host on every address of every node', async () => {
    for (const node of await podsNodes(cluster)) {
      for (const address of addressesOf(node))
        expect(await fetchText(`http://${urlHost(address)}:${webPorts.nodePort}/cgi-bin/who`), address).toMatch(/ web-\w+$/);
    }
  });

  test('what leaves the cluster has the address of its node', async () => {
    await using server = await serveCaller();
    for (const pod of await webPods(cluster)) {
      const node = (await podsNodes(cluster)).find(({metadata}) => metadata.name === pod.spec.nodeName)!;
      const hosts = await inPod(cluster, pod.metadata.name, 'nslookup host.flotilla.internal. || true');
      const gateways = [...hosts.matchAll(/^Address: ([0-9a-f.:]+)$/gm)].map(([, address = '']) => address);
      expect(gateways).toHaveLength(podNetworks.length);
      for (const gateway of gateways) {
        const seen = await inPod(cluster, pod.metadata.name, `timeout 5 wget -qO- http://${urlHost(gateway)}:${server.port}/`);
        expect(addressesOf(node), `${pod.spec.nodeName} to ${gateway}`).toContain(seen);
      }
    }
  });

  test('a node that was restarted is reached as before', async () => {
    const before = await podsNodes(cluster);
    await docker(['restart', `${cluster.profile}-worker`]);
    await until('the web pods to answer each other', async () => {
      await reachEachOther(cluster, isIPv6.length);
      return true;
    });
    expect((await podsNodes(cluster)).map(addressesOf)).toEqual(before.map(addressesOf));
  });
}

async function reachEachOther(cluster: TestCluster, families: number): Promise<void> {
  const pods = await webPods(cluster);
  expect(new Set(pods.map(({spec}) => spec.nodeName)).size).toBe(2);
  for (const from of pods) {
    expect(from.status.podIPs).toHaveLength(families);
    for (const to of pods) {
      for (const [family, {ip}] of to.status.podIPs.entries()) {
        expect(await served(cluster, from, ip), `${from.metadata.name} to ${ip}`).toBe(
          `${from.status.podIPs[family]!.ip} ${to.metadata.name}`,
        );
      }
    }
  }
}

/** A server of this host that answers with the address of whoever asks. */
async function serveCaller(): Promise<AsyncDisposable & {readonly port: number}> {
  const server = createServer((request, response) => response.end(request.socket.remoteAddress?.replace('::ffff:', '')));
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
