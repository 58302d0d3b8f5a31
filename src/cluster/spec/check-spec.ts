import {cidrsIn, overlaps, parseCidr} from '../../network/cidr.ts';
import {nodePodPrefix, nodesPerPodCidr, nodesPerSubnet} from '../plan/addresses.ts';
import {familyIssues} from './check-families.ts';
import type {Networking} from './cluster-spec.ts';
import type {ListedNode} from './plan-node-list.ts';
import type {Path, SpecIssue} from './spec-issue.ts';

/** MiB. kubeadm's control plane does not fit in less (minikube draws the same line); a worker needs room for its kubelet and containerd. */
export const leastMemory = {'control-plane': 1800, worker: 256} as const;
/** As large as the one that is chosen when none is named. */
const likelySubnet = '172.30.0.0/22';

/** What is wrong with a specification whose fields are each right: networks that overlap or are too small, nodes that are too small. */
export function checkSpec(nodes: readonly ListedNode[], networking: Networking): readonly SpecIssue[] {
  return [
    ...nodes.flatMap(memoryIssue),
    ...familyIssues(networking),
    ...overlapIssues(networking),
    ...sizeIssues(nodes.length, networking),
  ];
}

function memoryIssue({node: {role, memory}, index}: ListedNode): readonly SpecIssue[] {
  if (typeof memory !== 'number' || memory >= leastMemory[role]) return [];
  const message = `${memory} MiB of memory is less than the usable minimum of ${leastMemory[role]} MiB for a ${role} node`;
  return [{id: 'E_MEMORY', path: memoryPath(index), message}];
}

function memoryPath(index: number | undefined): Path {
  return index === undefined ? ['memory'] : ['nodes', index, 'memory'];
}

function overlapIssues({podCIDR, serviceCIDR, subnet}: Networking): readonly SpecIssue[] {
  const ranges = [
    {key: 'podCIDR', cidr: podCIDR},
    {key: 'serviceCIDR', cidr: serviceCIDR},
    ...(subnet === undefined ? [] : [{key: 'subnet', cidr: subnet}]),
  ];
  return ranges.flatMap(({key, cidr}, index) =>
    ranges
      .slice(0, index)
      .filter((other) => overlaps(cidr, other.cidr))
      .map(
        (other) =>
          ({id: 'E_CONFIG', path: ['networking', key], message: `${cidr} overlaps with networking.${other.key} ${other.cidr}`}) as const,
      ),
  );
}

function sizeIssues(nodeCount: number, {podCIDR, subnet}: Networking): readonly SpecIssue[] {
  const issues: SpecIssue[] = cidrsIn(podCIDR)
    .filter((cidr) => nodesPerPodCidr(cidr) < nodeCount)
    .map((cidr) => ({
      id: 'E_CONFIG',
      path: ['networking', 'podCIDR'],
      message: `${cidr} is too small for ${nodeCount} nodes, each of which gets a /${nodePodPrefix[parseCidr(cidr).family]}`,
    }));
  if (nodeCount > nodesPerSubnet(subnet ?? likelySubnet)) {
    issues.push({
      id: 'E_CONFIG',
      path: ['networking', 'subnet'],
      message: `${subnet ?? 'a /22, which is what Flotilla chooses,'} has too few addresses for ${nodeCount} nodes`,
    });
  }
  return issues;
}
