import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {type NodeReader, openNodeReader} from './node-reader.ts';

/** Milliseconds for one node; one that hangs must not keep the logs of the others back. */
const patience = 90_000;

export interface VisitDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Called with what could not be had and why. */
  onMissing(what: string, why: string): void;
}

export type Visit = (reader: NodeReader, node: NodeState, signal: AbortSignal) => Promise<void>;

/** Visits nodes at the same time, running or not. What fails on one is noted and stops no other; only an interruption ends the whole. */
export async function visitNodes(nodes: readonly NodeState[], cluster: ClusterState, deps: VisitDeps, visit: Visit): Promise<void> {
  const {engine, signal, onMissing} = deps;
  await mapConcurrent(nodes, {signal}, async (node, scope) => {
    const deadline = AbortSignal.timeout(patience);
    const within = AbortSignal.any([scope, deadline]);
    try {
      await using reader = await openNodeReader(node, cluster, engine, {signal: within});
      await visit(reader, node, within);
    } catch (error) {
      scope.throwIfAborted();
      onMissing(node.name, deadline.aborted ? `gave up after ${patience / 1000} s` : reasonOf(error));
    }
  });
}

/** A failure in one line; what is not an error for people is a bug and ends the command. */
export function reasonOf(error: unknown): string {
  if (!isAppError(error)) throw error;
  return [error.message, ...error.details].join(' ');
}
