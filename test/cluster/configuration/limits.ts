import {expect, test} from 'vitest';
import {docker} from '../support/docker.ts';
import {busybox} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

interface Sizes {
  readonly status: Readonly<Record<'capacity' | 'allocatable', {readonly cpu: string; readonly memory: string}>>;
}

interface PodState {
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly {readonly message?: string}[];
    readonly containerStatuses?: readonly {readonly state: {readonly terminated?: {readonly exitCode: number}}}[];
  };
}

/** A pod that runs once on a node. */
const pod = (name: string, node: string, command: string, requests: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'kube-system'},
  spec: {
    restartPolicy: 'Never',
    nodeSelector: {'kubernetes.io/hostname': node},
    containers: [{name: 'main', image: busybox, command: ['sh', '-c', command], resources: {requests}}],
  },
});

/** Cases about a worker of one processor and 700 MiB, and a control plane of one and a half and 2200. */
export function testLimits(cluster: TestCluster): void {
  const worker = `${cluster.profile}-worker`;
  const sizes = async (node: string): Promise<Sizes['status']> => (await cluster.get<Sizes>('node', node)).status;

  test('nodes have no more than their limits', async () => {
    expect(await sizes(worker)).toMatchObject({capacity: {cpu: '1', memory: '700Mi'}, allocatable: {cpu: '1', memory: '600Mi'}});
    expect(await sizes(cluster.controlPlane)).toMatchObject({capacity: {memory: '2200Mi'}, allocatable: {cpu: '1500m', memory: '2100Mi'}});
  });

  test('programs in a node see the kernel as it is', async () => {
    const line = async (file: string): Promise<string> => (await cluster.onNode(worker, 'head', '-n', '1', file)).replaceAll(/\s+/g, ' ');
    expect(await line('/proc/meminfo')).not.toContain(`MemTotal: ${700 * 1024} kB`);
  });

  test('a pod that asks for more stays pending, for the usual reason', async () => {
    await cluster.apply([pod('large', worker, 'true', {memory: '650Mi'})]);
    await until('the scheduler to look at the pod', async () => {
      const {status} = await cluster.get<PodState>('-n', 'kube-system', 'pod', 'large');
      return status.phase === 'Pending' && (status.conditions?.some(({message}) => message?.includes('Insufficient memory')) ?? false);
    });
    await cluster.kubectl('-n', 'kube-system', 'delete', 'pod', 'large');
  });

  test('a pod cannot use more', async () => {
    await cluster.apply([pod('greedy', worker, 'dd if=/dev/zero of=/dev/null bs=2000M count=1', {})]);
    await until('the pod to be ended', async () => {
      const {status} = await cluster.get<PodState>('-n', 'kube-system', 'pod', 'greedy');
      return status.phase === 'Failed';
    });
  });

  test('limits that change count from the next start of the node on', async () => {
    await docker(['update', '--memory', '640m', '--memory-swap', '640m', '--cpus', '0.5', worker]);
    await docker(['restart', worker]);
    await until('the node to report its new limits', async () => {
      const {capacity, allocatable} = await sizes(worker);
      return capacity.memory === '640Mi' && allocatable.memory === '540Mi' && allocatable.cpu === '500m';
    });
  });
}
