import {AppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {type ImageDeps, lockForImages} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {linkOnNodes} from './link-on-nodes.ts';
import {NodeImages} from './node-images.ts';
import {checkNodes, onEveryNode} from './on-every-node.ts';

/**
 * Gives an image of the nodes one more name. Returns both as whole names.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_IMAGE_NOT_FOUND, E_IMAGE_LOAD.
 */
export async function tagImage(
  cluster: string,
  source: string,
  target: string,
  given: ImageDeps,
): Promise<{source: string; target: string}> {
  const {engine, progress} = given;
  const [from, to] = [imageName(source), imageName(target)];
  const nodes = imageNodes(await requireCluster(engine, cluster, given));
  await using lock = await lockForImages(cluster, given);
  const deps = {...given, signal: lock.signal};
  const {signal} = deps;
  const title = `Tagging ${from} as ${to}`;
  if (await new NodeImages(engine, nodes.running[0] ?? '').tag(from, [to], {signal})) {
    checkNodes(`tag ${from}`, await progress.step(title, () => linkOnNodes([to], nodes, deps)));
    return {source: from, target: to};
  }
  // One that nodes pulled, or that came with them: those that have it name it.
  const results = await progress.step(title, () =>
    onEveryNode(nodes.running, signal, (node, scope) =>
      new NodeImages(engine, node).command(['ctr', '-n', 'k8s.io', 'images', 'tag', '--force', from, to], {signal: scope}),
    ),
  );
  if (
    results.done.length === 0 &&
    results.failed.every(({error}) => error instanceof AppError && error.details.some((line) => /not found/.test(line)))
  ) {
    throw new AppError('E_IMAGE_NOT_FOUND', `No node has an image "${source}".`, {hints: ['flotilla image list shows what they have']});
  }
  checkNodes(`tag ${from}`, results);
  return {source: from, target: to};
}
