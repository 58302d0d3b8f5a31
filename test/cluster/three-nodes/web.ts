import type {KubeList, PodObject} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';

/** Where the web pods of the shared cluster answer on every node. */
export const webPorts = {nodePort: 30_080, hostPort: 8081} as const;

/** The web pods, one on each node. */
export async function webPods(cluster: TestCluster): Promise<readonly PodObject[]> {
  return (await cluster.get<KubeList<PodObject>>('pods', '-l', 'app=web')).items;
}

/** What a shell command in a pod prints. */
export function inPod(cluster: TestCluster, pod: string, script: string): Promise<string> {
  return cluster.kubectl('exec', pod, '--', 'sh', '-c', script);
}
