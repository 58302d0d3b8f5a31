import {AppError} from '../../errors/app-error.ts';
import type {ImageDeps} from './image-deps.ts';
import type {ImageNodes} from './image-nodes.ts';
import {NodeImages} from './node-images.ts';
import {type NodeResults, onEveryNode} from './on-every-node.ts';

/** What a node did: `present` had the image, `loaded` got it now. */
export type NodeOutcome = 'present' | 'loaded';

/** Gives these images, which the cluster keeps by now, to every running node. */
export function linkOnNodes(
  names: readonly string[],
  {running}: ImageNodes,
  {engine, signal}: ImageDeps,
): Promise<NodeResults<NodeOutcome>> {
  return onEveryNode(running, signal, async (node, scope) => {
    const {outcomes, problem} = await new NodeImages(engine, node).link({signal: scope});
    const lacking = names.filter((name) => !['present', 'linked'].includes(outcomes.get(name) ?? ''));
    if (lacking.length > 0) throw new AppError('E_IMAGE_LOAD', `${lacking.join(', ')}: ${problem || 'not there after all'}`);
    return names.every((name) => outcomes.get(name) === 'present') ? 'present' : 'loaded';
  });
}

/** Removes what no name and no running node needs any more. With a node that does not run nothing is removed: it may need it. */
export async function pruneStore({running, others}: ImageNodes, {engine, signal}: ImageDeps): Promise<void> {
  const [first] = running;
  if (first === undefined || others.length > 0) return;
  const {done, failed} = await onEveryNode(running, signal, (node, scope) => new NodeImages(engine, node).linked({signal: scope}));
  if (failed.length > 0) return;
  await new NodeImages(engine, first).prune(
    done.flatMap(({result}) => result),
    {signal},
  );
}
