import {AppError} from '../../errors/app-error.ts';
import {nodeImageLabel} from '../../images/node-image/node-image.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';

/** The version of Kubernetes that a node's container is made of, with the v; containers inherit the labels of their images. */
export const nodeVersion = ({container}: Pick<NodeState, 'container'>): string | undefined => container?.labels[nodeImageLabel.version];

/** Negative when the first is older, as `toSorted` wants it. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a.map((number, place) => number - (b[place] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** What a cluster runs, or is becoming where an upgrade was interrupted: the newest version of its nodes. */
export function clusterVersion(nodes: readonly Pick<NodeState, 'container'>[], otherwise: string): string {
  const versions = nodes.map(nodeVersion).filter((version) => version !== undefined);
  return versions.toSorted(compareVersions).at(-1) ?? otherwise;
}

/** The nodes whose containers are of another version, control planes first. */
export function outdatedNodes({nodes}: ClusterState, version: string): NodeState[] {
  const isControlPlane = ({spec}: NodeState): number => Number(spec.role === 'control-plane');
  return nodes
    .filter((node) => node.container && (nodeVersion(node) ?? version) !== version)
    .toSorted((a, b) => isControlPlane(b) - isControlPlane(a) || a.index - b.index);
}

/**
 * Refuses a change of version that Kubernetes does not support.
 * @throws AppError E_VERSION_UNSUPPORTED for a downgrade, and for more than one minor version at a time.
 */
export function checkUpgrade(cluster: string, from: string, to: string): void {
  const refuse = (why: string, hint: string): AppError =>
    new AppError('E_VERSION_UNSUPPORTED', `The cluster "${cluster}" runs Kubernetes ${from} and cannot become ${to}: ${why}.`, {
      hints: [hint, `flotilla start -p other --kubernetes-version ${to} creates another cluster`],
    });
  if (compareVersions(to, from) < 0)
    throw refuse('nothing in Kubernetes can be taken back to an older version', 'leave out --kubernetes-version to start it as it is');
  const [major = 0, minor = 0] = numbersOf(from);
  const [toMajor = 0, toMinor = 0] = numbersOf(to);
  if (toMajor === major && toMinor <= minor + 1) return;
  throw refuse('upgrades go one minor version at a time', `upgrade to a v${major}.${minor + 1} first`);
}

function numbersOf(version: string): number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}
