import type {ClusterDocument} from './cluster-document.ts';
import {type NodeSpec, nodeDefaults} from './node-spec.ts';
import type {CheckedFlags} from './spec-flags.ts';
import type {SpecIssue} from './spec-issue.ts';
import {withoutUndefined} from './without-undefined.ts';

/** A node and where it came from: its place in the file's list, if it is there. */
export interface ListedNode {
  readonly node: NodeSpec;
  readonly index?: number;
}

type FileNode = NonNullable<ClusterDocument['nodes']>[number];

/**
 * The nodes of the file, control planes first, made more or fewer by the flags: `--nodes` counts all of them, `--control-planes` its part.
 * Flags that give sizes give them to every node.
 */
export function planNodeList(
  listed: readonly FileNode[] | undefined,
  flags: CheckedFlags,
): {readonly nodes: readonly ListedNode[]; readonly issues: readonly SpecIssue[]} {
  const fromFile = (listed ?? []).map((node, index) => ({
    node: sized({...withoutUndefined(node), taints: node.taints.map(withoutUndefined)}, flags),
    index,
  }));
  const controlPlanes = fromFile.filter(({node}) => node.role === 'control-plane');
  const workers = fromFile.filter(({node}) => node.role === 'worker');
  if (listed !== undefined && controlPlanes.length === 0 && wantedControlPlanes(flags) === undefined) {
    return {nodes: fromFile, issues: [{id: 'E_CONFIG', path: ['nodes'], message: 'needs at least one node with the role control-plane'}]};
  }
  const controlPlaneCount = wantedControlPlanes(flags) ?? Math.max(1, controlPlanes.length);
  const total = flags.nodes ?? controlPlaneCount + workers.length;
  if (total < controlPlaneCount) {
    const message = `${total} is fewer than the ${controlPlaneCount} control planes; --nodes counts these too`;
    return {nodes: fromFile, issues: [{id: 'E_CONFIG', path: ['nodes'], message}]};
  }
  const nodes = [
    ...resized(controlPlanes, controlPlaneCount, 'control-plane', flags),
    ...resized(workers, total - controlPlaneCount, 'worker', flags),
  ];
  return {nodes: nodes.map((listed, place) => (place === 0 ? withPorts(listed, flags) : listed)), issues: []};
}

/** Three, as minikube's --ha. */
const wantedControlPlanes = ({controlPlanes, ha}: CheckedFlags): number | undefined => controlPlanes ?? (ha ? 3 : undefined);

/** --port publishes ports of the first control plane, which every cluster has. */
function withPorts({node, ...place}: ListedNode, {port = []}: CheckedFlags): ListedNode {
  return {...place, node: {...node, ports: [...node.ports, ...port]}};
}

function resized(nodes: readonly ListedNode[], count: number, role: NodeSpec['role'], flags: CheckedFlags): readonly ListedNode[] {
  return Array.from({length: count}, (_, index) => nodes[index] ?? {node: sized({...nodeDefaults, role}, flags)});
}

function sized(node: NodeSpec, {cpus, memory}: CheckedFlags): NodeSpec {
  return {...node, cpus: cpus ?? node.cpus, memory: memory ?? node.memory};
}
