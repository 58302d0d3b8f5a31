import {urlHost} from '../../../src/network/address.ts';
import type {KubeList} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {inPod} from '../three-nodes/web.ts';

export interface FamilyPod {
  readonly metadata: {readonly name: string};
  readonly spec: {readonly nodeName: string};
  readonly status: {readonly podIPs: readonly {readonly ip: string}[]};
}

export interface PodsNode {
  readonly metadata: {readonly name: string};
  readonly spec: {readonly podCIDRs: readonly string[]};
  readonly status: {readonly addresses: readonly {readonly type: string; readonly address: string}[]};
}

/** The web pods, one on each node. */
export const webPods = async (cluster: TestCluster): Promise<readonly FamilyPod[]> =>
  (await cluster.get<KubeList<FamilyPod>>('pods', '-l', 'app=web')).items;

export const podsNodes = async (cluster: TestCluster): Promise<readonly PodsNode[]> =>
  (await cluster.get<KubeList<PodsNode>>('nodes')).items;

export const addressesOf = ({status}: PodsNode): string[] =>
  status.addresses.filter(({type}) => type === 'InternalIP').map(({address}) => address);

/** What the web pod at an address says to another: who asks, and who answers. */
export async function served(cluster: TestCluster, from: FamilyPod, address: string): Promise<string> {
  const answer = await inPod(cluster, from.metadata.name, `timeout 5 wget -qO- http://${urlHost(address)}:8080/cgi-bin/who`);
  return answer.replace('[', '');
}

export async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, {signal: AbortSignal.timeout(5000)});
  return answer.text();
}
