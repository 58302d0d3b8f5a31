import {expect, test} from 'vitest';
import type {TestCluster} from '../support/test-cluster.ts';
import {inPod, webPods, webPorts} from './web.ts';

export function testPodNetwork(cluster: TestCluster): void {
  test('pods reach pods on every node with their own source address', async () => {
    const pods = await webPods(cluster);
    expect(new Set(pods.map(({spec}) => spec.nodeName)).size).toBe(3);
    for (const from of pods) {
      for (const to of pods) {
        const answer = await inPod(cluster, from.metadata.name, `wget -qO- http://${to.status.podIP}:8080/cgi-bin/who`);
        expect(answer, `${from.spec.nodeName} to ${to.spec.nodeName}`).toBe(`${from.status.podIP} ${to.metadata.name}`);
      }
    }
  });

  test('a Service answers by its name', async () => {
    const [pod] = await webPods(cluster);
    expect(await inPod(cluster, pod!.metadata.name, 'wget -qO- http://web/cgi-bin/who')).toMatch(/ web-\w+$/);
  });

  test("a NodePort answers this host on every node's address", async () => {
    for (const {status, spec} of await webPods(cluster)) {
      const answer = await fetch(`http://${status.hostIP}:${webPorts.nodePort}/cgi-bin/who`, {signal: AbortSignal.timeout(5000)});
      expect(await answer.text(), spec.nodeName).toMatch(/ web-\w+$/);
    }
  });

  test('a host port leads to the pod on that very node', async () => {
    for (const {status, metadata} of await webPods(cluster)) {
      const answer = await fetch(`http://${status.hostIP}:${webPorts.hostPort}/cgi-bin/who`, {signal: AbortSignal.timeout(5000)});
      expect(await answer.text()).toMatch(new RegExp(` ${metadata.name}$`));
    }
  });
}
