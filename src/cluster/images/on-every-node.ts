import {AppError, isAppError} from '../../errors/app-error.ts';

export interface NodeFailure {
  readonly node: string;
  readonly error: unknown;
}

export interface NodeResults<T> {
  readonly done: readonly {readonly node: string; readonly result: T}[];
  readonly failed: readonly NodeFailure[];
}

/** Does the same on every node at the same time. What fails or is slow on one neither stops nor loses the others. */
export async function onEveryNode<T>(
  nodes: readonly string[],
  signal: AbortSignal,
  body: (node: string, signal: AbortSignal) => Promise<T>,
): Promise<NodeResults<T>> {
  const settled = await Promise.allSettled(nodes.map((node) => body(node, signal)));
  signal.throwIfAborted();
  const done: {node: string; result: T}[] = [];
  const failed: NodeFailure[] = [];
  settled.forEach((outcome, index) => {
    const node = nodes[index] ?? '';
    if (outcome.status === 'fulfilled') done.push({node, result: outcome.value});
    else failed.push({node, error: outcome.reason});
  });
  return {done, failed};
}

/**
 * What several nodes say is said once. `what` is the end of "… could not".
 * @throws AppError E_IMAGE_LOAD that names each node that failed.
 */
export function checkNodes(what: string, {done, failed}: NodeResults<unknown>, hints: readonly string[] = []): void {
  if (failed.length === 0) return;
  const [first] = failed;
  const names = failed.map(({node}) => node).join(', ');
  const rest = done.length > 0 ? ` ${done.map(({node}) => node).join(', ')} did it.` : '';
  throw new AppError('E_IMAGE_LOAD', `${names} could not ${what}.${rest}`, {
    details: reasonsOf(failed),
    cause: first?.error,
    hints: [...hints, 'run the same command again: nodes that have it are skipped'],
  });
}

/** The reasons, each after the nodes that gave it. */
function reasonsOf(failed: readonly NodeFailure[]): string[] {
  const reasons = failed.map(({node, error}) => ({
    node,
    reason: [(error as Error).message, ...(isAppError(error) ? error.details : [])].join('\n'),
  }));
  const alike = Map.groupBy(reasons, ({reason}) => reason);
  return [...alike].flatMap(([reason, nodes]) => `${nodes.map(({node}) => node).join(', ')}: ${reason}`.split('\n'));
}
