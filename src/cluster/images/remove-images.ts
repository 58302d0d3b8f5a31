import {AppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {type ImageDeps, lockForImages} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {pruneStore} from './link-on-nodes.ts';
import {listImages, type NodeImage} from './list-images.ts';
import {NodeImages} from './node-images.ts';
import {checkNodes, onEveryNode} from './on-every-node.ts';

/**
 * Removes images by name or id from all nodes and from what the cluster keeps. Containers that run from one keep running. Returns the names.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_IMAGE_NOT_FOUND, E_IMAGE_PINNED, E_IMAGE_LOAD.
 */
export async function removeImages(cluster: string, wanted: readonly string[], given: ImageDeps): Promise<string[]> {
  const {engine, progress} = given;
  const nodes = imageNodes(await requireCluster(engine, cluster, given));
  await using lock = await lockForImages(cluster, given);
  const deps = {...given, signal: lock.signal};
  const {signal} = deps;
  const [first = ''] = nodes.running;
  const [images, {names: stored}] = await Promise.all([
    listImages(cluster, undefined, deps),
    new NodeImages(engine, first).state({signal}),
  ]);
  const names = [
    ...new Set(
      wanted.flatMap((text) =>
        namesOf(
          text,
          images,
          stored.map(({name}) => name),
        ),
      ),
    ),
  ];
  await progress.step(`Removing ${names.join(', ')}`, async () => {
    await new NodeImages(engine, first).forget(names, {signal});
    const results = await onEveryNode(nodes.running, signal, async (node, scope) => {
      const here = names.filter((name) =>
        images.some((image) => image.nodes.includes(node) && [...image.repoTags, ...image.repoDigests, image.id].includes(name)),
      );
      if (here.length > 0) await new NodeImages(engine, node).remove(here, {signal: scope});
    });
    checkNodes(`remove ${names.join(', ')}`, results);
    await pruneStore(nodes, deps);
  });
  if (nodes.others.length > 0)
    progress.note(
      `${nodes.others.join(', ')} ${nodes.others.length === 1 ? 'does' : 'do'} not run; what was loaded there goes at the next start.`,
    );
  return names;
}

/** What to remove for what the user wrote: that name, or all names of an id. */
export function namesOf(text: string, images: readonly NodeImage[], stored: readonly string[]): string[] {
  const id = text.replace(/^sha256:/, '');
  const byId = /^[0-9a-f]{6,64}$/.test(id) ? images.filter((image) => image.id.startsWith(id)) : [];
  const name = byId.length === 0 ? imageName(text) : '';
  const found = byId.length > 0 ? byId : images.filter(({repoTags, repoDigests}) => repoTags.includes(name) || repoDigests.includes(name));
  const pinned = found.find((image) => image.pinned);
  if (pinned) {
    throw new AppError('E_IMAGE_PINNED', `${text} belongs to the node image: every node needs it, and shares it with all clusters.`, {
      hints: ['flotilla node-image list shows the node images'],
    });
  }
  if (found.length === 0 && !stored.includes(name)) {
    throw new AppError('E_IMAGE_NOT_FOUND', `No node has an image "${text}".`, {hints: ['flotilla image list shows what they have']});
  }
  if (byId.length === 0) return [name];
  return byId.flatMap(({repoTags, repoDigests, id: whole}) =>
    repoTags.length > 0 ? repoTags : repoDigests.length > 0 ? repoDigests : [whole],
  );
}
