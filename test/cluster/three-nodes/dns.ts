import {resolve4} from 'node:dns/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import type {TestCluster} from '../support/test-cluster.ts';
import {inPod, webPods} from './web.ts';

/** Names of the world outside; which of them this host can resolve is for it to say. One is where this machine gets its npm packages from. */
async function outsideNames(): Promise<string[]> {
  const {stdout} = await execa('npm', ['config', 'get', 'registry']);
  return [new URL(stdout.trim()).hostname, 'github.com', 'example.com'];
}

export function testDns(cluster: TestCluster): void {
  test('names inside the cluster resolve in a pod on every node', async () => {
    for (const {metadata} of await webPods(cluster)) {
      const answer = await inPod(cluster, metadata.name, 'nslookup kubernetes.default.svc.cluster.local');
      expect(answer, metadata.name).toContain('Address: 10.96.0.1');
      expect(await inPod(cluster, metadata.name, 'ping -c 1 -W 1 kubernetes.default || true')).toContain('(10.96.0.1)');
    }
  });

  test('names outside resolve as they do for this host, through the resolver of the engine', async () => {
    const [pod] = await webPods(cluster);
    // What only the engine knows: the names of containers.
    expect(await inPod(cluster, pod!.metadata.name, `nslookup ${cluster.profile}-worker2.`)).toContain((await addressOf(cluster, 2))!);
    for (const name of await outsideNames()) {
      const addresses = await resolve4(name).catch(() => []);
      if (addresses.length === 0) continue;
      const answer = await inPod(cluster, pod!.metadata.name, `nslookup -type=a ${name}.`);
      expect(
        addresses.some((address) => answer.includes(address)),
        `${name}: ${addresses.join(', ')} and ${answer}`,
      ).toBe(true);
    }
  });

  test('host.flotilla.internal is this host', async () => {
    await using server = await serve('from the host');
    for (const {metadata} of await webPods(cluster)) {
      expect(await inPod(cluster, metadata.name, `wget -qO- http://host.flotilla.internal:${server.port}/`)).toBe('from the host');
    }
  });
}

async function addressOf(cluster: TestCluster, index: number): Promise<string | undefined> {
  return (await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}')).split(' ')[
    index
  ];
}

async function serve(text: string): Promise<AsyncDisposable & {readonly port: number}> {
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
