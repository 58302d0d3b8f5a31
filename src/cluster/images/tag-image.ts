import {AppError, isAppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {type ImageDeps, lockForImages} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {linkOnNodes} from './link-on-nodes.ts';
import {NodeImages} from './node-images.ts';
import {checkNodes, type NodeFailure, onEveryNode} from './on-every-node.ts';

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
  const lacking = results.failed.filter(lacksImage).map(({node}) => node);
  if (lacking.length === nodes.running.length) {
    throw new AppError('E_IMAGE_NOT_FOUND', `No node has an image "${source}".`, {hints: ['flotilla image list shows what they have']});
  }
  checkNodes(`tag ${from}`, {done: results.done, failed: results.failed.filter((failure) => !lacksImage(failure))});
  if (lacking.length > 0) progress.note(`${lacking.join(', ')} ${lacking.length === 1 ? 'does' : 'do'} not have ${from}.`);
  return {source: from, target: to};
}

const lacksImage = ({error}: NodeFailure): boolean =>
  isAppError(error, 'E_IMAGE_LOAD') && error.details.some((line) => /not found/.test(line));
