import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buildSample, looks, looksOf, writeContext} from '../images/sample-image.ts';
import {docker} from '../support/docker.ts';
import type {TestCluster} from '../support/test-cluster.ts';

const inCluster = 'registry.kube-system.svc.cluster.local';
const pods = ['pulled-by-control-plane', 'pulled-by-worker'] as const;

/** Pushes an image from this machine, and has both nodes pull it: by the name that this machine knows, and by that of the Service. */
export async function pushAndPull(cluster: TestCluster, hostPort: number): Promise<boolean> {
  const pushed = `localhost:${hostPort}/team/app:1`;
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-pushed-'));
  try {
    await buildSample(await writeContext(folder, 'pushed', cluster), pushed);
    await docker(['push', '-q', pushed]);
  } finally {
    await docker(['rmi', pushed]).catch(() => {});
    await rm(folder, {recursive: true, force: true});
  }
  await cluster.apply([pod(pods[0], cluster.controlPlane, pushed), pod(pods[1], `${cluster.profile}-worker`, `${inCluster}/team/app:1`)]);
  for (const name of pods) await cluster.kubectl('wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s');
  const logs = await Promise.all(pods.map((name) => cluster.kubectl('logs', name)));
  const map = await cluster.kubectl('get', 'configmap', 'local-registry-hosting', '-n', 'kube-public', '-o', 'jsonpath={.data}');
  return logs.every((log) => log.trim() === looksOf('pushed')) && map.includes(`localhost:${hostPort}`);
}

export const removePulled = (cluster: TestCluster): Promise<string> => cluster.kubectl('delete', 'pod', ...pods, '--now');

const pod = (name: string, nodeName: string, image: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name},
  spec: {
    nodeName,
    tolerations: [{operator: 'Exists'}],
    containers: [{name: 'app', image, imagePullPolicy: 'Always', command: ['sh', '-c', looks]}],
  },
});
