import type {Duplex} from 'node:stream';
import type {NodePlace} from './dial-cluster.ts';

/**
 * A way into a cluster's network for a machine that has none of its own: to nodes, pods and Services by their addresses. It opens when first
 * used, and again when it was broken.
 */
export interface Door extends AsyncDisposable {
  /** A TCP connection from one of the nodes. @throws AppError E_SSH, E_NOT_RUNNING. */
  dial(to: NodePlace, signal: AbortSignal): Promise<Duplex>;
}
