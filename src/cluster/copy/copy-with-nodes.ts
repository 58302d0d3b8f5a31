import type {Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {type NodeShellDeps, openNodeShell, type Transport} from '../access/node-shell.ts';
import {isRunning, nodeRef, requireRunning} from '../access/running-node.ts';
import {type ClusterState, requireCluster} from '../state/cluster-state.ts';
import {findNode} from '../status/find-node.ts';
import {type Copied, copyPaths} from './copy-paths.ts';
import type {CopySide} from './copy-side.ts';
import {LocalSide} from './local-side.ts';
import {type Place, parseCopy} from './parse-copy.ts';
import {RunningNodeSide} from './running-node-side.ts';
import {StoppedNodeSide} from './stopped-node-side.ts';

export interface CopyWithNodesInput {
  readonly cluster: string;
  readonly source: string;
  readonly target: string;
  readonly transport: Transport;
}

export interface CopyWithNodesDeps extends NodeShellDeps {
  readonly engine: Engine;
  readonly progress: Progress;
}

/** Copies between this machine and nodes, or from node to node, as the two words of `cp` say. */
export async function copyWithNodes(input: CopyWithNodesInput, deps: CopyWithNodesDeps): Promise<Copied> {
  const places = parseCopy(input.source, input.target);
  const state = await requireCluster(deps.engine, input.cluster, deps);
  await using stack = new AsyncDisposableStack();
  const end = async (place: Place): Promise<{readonly side: CopySide; readonly path: string}> => ({
    side: await sideOf(place, state, input.transport, deps, stack),
    path: place.path,
  });
  const [source, target] = [await end(places.source), await end(places.target)];
  // Awaited here, for the connections close when this returns.
  return await deps.progress.step(`Copying ${input.source}`, (step) => {
    const onBytes = (bytes: number): void => step.update(`${Math.round(bytes / 1024 ** 2)} MiB`);
    return copyPaths({source, target, onBytes}, deps.signal);
  });
}

/** Running nodes are reached by the transport; stopped ones only the engine can read. */
async function sideOf(
  place: Place,
  state: ClusterState,
  transport: Transport,
  deps: CopyWithNodesDeps,
  stack: AsyncDisposableStack,
): Promise<CopySide> {
  if (place.kind === 'local') return new LocalSide();
  const ref = nodeRef(state, findNode(state, place.node));
  if (!isRunning(ref) && transport === 'exec' && ref.node.container && ref.node.container.state !== 'paused') {
    return new StoppedNodeSide(ref.node.name, deps.engine);
  }
  requireRunning(ref);
  return new RunningNodeSide(stack.use(await openNodeShell(ref, transport, deps)), deps.progress);
}
