import {expect, test} from 'vitest';
import {claim, podWithClaim} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {inPod} from './web.ts';

export function testStorage(cluster: TestCluster): void {
  test('the default class gives each worker a volume that can be written', async () => {
    const workers = [`${cluster.profile}-worker`, `${cluster.profile}-worker2`];
    await cluster.apply(
      workers.flatMap((node, n) => [claim(`data${n}`), podWithClaim(`writer${n}`, node, `data${n}`, `echo ${node} > /data/who`)]),
    );
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/writer0', 'pod/writer1');
    await cluster.kubectl('wait', '--for=jsonpath={.status.phase}=Bound', '--timeout=1s', 'pvc/data0', 'pvc/data1');
    for (const [n, node] of workers.entries()) {
      expect(await inPod(cluster, `writer${n}`, 'cat /data/who')).toBe(node);
      expect(await cluster.onNode(node, 'sh', '-c', 'cat /var/lib/flotilla/volumes/*/who')).toBe(node);
    }
  });

  test('a deleted claim takes its folder along', async () => {
    const node = `${cluster.profile}-worker`;
    await cluster.apply([claim('short'), podWithClaim('short', node, 'short', 'echo x > /data/short-lived')]);
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/short');
    const volume = await cluster.kubectl('get', 'pvc/short', '-o', 'jsonpath={.spec.volumeName}');
    await cluster.kubectl('delete', 'pod/short', 'pvc/short');
    await cluster.kubectl('wait', '--for=delete', '--timeout=60s', `pv/${volume}`);
    expect(await cluster.onNode(node, 'sh', '-c', 'ls /var/lib/flotilla/volumes')).not.toContain(volume);
  });

  test("minikube's provisioner binds at once, and every node sees the volume", async () => {
    await cluster.apply([
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {name: 'hostpath'},
        provisioner: 'k8s.io/minikube-hostpath',
        volumeBindingMode: 'Immediate',
      },
      claim('shared', 'hostpath'),
    ]);
    await cluster.kubectl('wait', '--for=jsonpath={.status.phase}=Bound', '--timeout=60s', 'pvc/shared');
    await cluster.apply([podWithClaim('shared0', `${cluster.profile}-worker`, 'shared', 'echo together > /data/word')]);
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/shared0');
    await cluster.apply([podWithClaim('shared1', cluster.controlPlane, 'shared', 'cp /data/word /tmp/word')]);
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/shared1');
    expect(await inPod(cluster, 'shared1', 'cat /tmp/word')).toBe('together');
  });
}
