import type {NodeRole} from '../spec/cluster-spec.ts';

/** Name of the nth node of a role, counted from 1; container, host and Kubernetes node have the same: `dev-worker`, `dev-worker2`. */
export function nodeName(cluster: string, role: NodeRole, ordinal: number): string {
  return `${cluster}-${role}${ordinal === 1 ? '' : ordinal}`;
}

/** Container that spreads requests over the API servers of several control planes. */
export const balancerName = (cluster: string): string => `${cluster}-load-balancer`;

/** Network of a cluster. */
export const networkName = (cluster: string): string => cluster;

/** Volume on a node's /var. */
export const volumeName = (node: string): string => `${node}-var`;

/** Volume that all nodes of a cluster have in common; created last, so its existence says that the set of nodes is complete. */
export const sharedVolumeName = (cluster: string): string => `${cluster}-shared`;

/** The name by which nodes reach the API server; what is behind it may change, certificates and kubeconfigs need not. */
export const apiEndpointName = 'api.flotilla.internal';

export const apiServerPort = 6443;

/** The folder in a node that the CLI writes to; the programs of images/node read it. It lies in the node's volume. */
export const stateFolder = '/var/lib/flotilla';
