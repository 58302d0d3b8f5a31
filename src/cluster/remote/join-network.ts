import type {Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';

interface JoinDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Puts the container that this program runs in, if it is one beside the nodes, on the cluster's network: from then on it reaches nodes, NodePorts
 * and addresses of Services as the engine's machine does. Where that cannot be, the cluster is no worse for it.
 */
export async function joinNetwork(network: string, {engine, progress, signal}: JoinDeps): Promise<void> {
  const {ownContainer} = engine.endpoint;
  if (!ownContainer) return;
  const own = await engine.containers.inspect(ownContainer.id, {signal});
  if (!own || network in own.networkIds) return;
  try {
    await engine.networks.connect(network, own.id, {signal});
    progress.note(`This container (${own.name}) is on the network ${network} now, and reaches nodes and Services at their addresses.`);
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    progress.warn(
      `This container (${own.name}) reaches no addresses of nodes, but \`flotilla service\` and \`flotilla kubectl\` do: ${why}`,
    );
  }
}
