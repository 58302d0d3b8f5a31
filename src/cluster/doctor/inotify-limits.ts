import type {NodeRole} from '../spec/cluster-spec.ts';
import {idleInotifyInstances} from '../start/node-needs.ts';

/** Pods watch files too: half as much again as idle nodes hold. */
const roomForPods = 1.5;
/** Counted: 90 to 250 watches of an idle node. Every mounted ConfigMap and Secret and every watched folder of a pod adds to that. */
const watchesPerNode = 4096;

export interface InotifyNeed {
  /** Fewer than this, and nodes fail. */
  readonly least: number;
  /** With this many, pods that watch files themselves have room too. */
  readonly comfortable: number;
}

/** How many instances root needs for these nodes, besides what other programs hold. */
export function instancesNeeded(roles: readonly NodeRole[], others: number): InotifyNeed {
  const least = roles.reduce((sum, role) => sum + idleInotifyInstances[role], 0);
  return {least: others + least, comfortable: others + Math.ceil(roomForPods * least)};
}

/** How many watches root needs for so many nodes. */
export const watchesNeeded = (nodes: number): number => nodes * watchesPerNode;

/** The values to set when they are too low: kind's advice, or more for many nodes; multiples of 128, twice the need. */
export function limitsToSet(roles: readonly NodeRole[], others: number): {readonly instances: number; readonly watches: number} {
  const {comfortable} = instancesNeeded(roles, others);
  return {
    instances: Math.max(512, Math.ceil((2 * comfortable) / 128) * 128),
    watches: Math.max(524_288, 2 * watchesNeeded(roles.length)),
  };
}
