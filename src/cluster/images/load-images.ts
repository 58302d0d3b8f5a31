import type {StoreState} from '../../images/user-images/store-plan.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {bringFromArchive, bringFromEngine, warnOfArchitecture} from './bring-images.ts';
import {goArchitectureOf, type ImageDeps, lockForImages} from './image-deps.ts';
import {type ImageNodes, imageNodes} from './image-nodes.ts';
import {type ArchiveSource, type EngineImage, findEngineImages} from './image-source.ts';
import {linkOnNodes, type NodeOutcome, pruneStore} from './link-on-nodes.ts';
import {NodeImages} from './node-images.ts';
import {checkNodes, type NodeResults} from './on-every-node.ts';

export interface LoadInput {
  readonly cluster: string;
  /** Images of the container engine. */
  readonly names: readonly string[];
  readonly archives: readonly ArchiveSource[];
  /** Load an image that the cluster has under the same name with other content. */
  readonly overwrite: boolean;
}

export interface LoadedImages {
  /** Whole names. */
  readonly images: readonly string[];
  readonly nodes: readonly {readonly name: string; readonly status: NodeOutcome | 'not running'}[];
}

/**
 * Loads images into a cluster: one stream into the volume that all nodes share, unpacked once, then a link on every running node, all at the
 * same time. What the cluster has is not sent again. Nodes that do not run get the images when they start.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_IMAGE_NOT_FOUND, E_IMAGE_ARCHIVE, E_IMAGE_LOAD that names the nodes that failed.
 */
export async function loadImages({cluster, names, archives, overwrite}: LoadInput, given: ImageDeps): Promise<LoadedImages> {
  const {engine, progress} = given;
  const nodes = imageNodes(await requireCluster(engine, cluster, given));
  const wanted = await findEngineImages(engine, names, given.signal);
  await using lock = await lockForImages(cluster, given);
  const deps = {...given, signal: lock.signal};
  const {signal} = deps;
  const [info, before] = await Promise.all([engine.info({signal}), new NodeImages(engine, nodes.running[0] ?? '').state({signal})]);
  const context = {cluster, nodes: nodes.running, before, architecture: goArchitectureOf(info.architecture)};
  for (const image of wanted) warnOfArchitecture(image.name, image.architecture, context.architecture, deps);
  const isKept = (image: EngineImage): boolean => hasImage(before, image, overwrite);
  const brought = await bringFromEngine(
    wanted.filter((image) => !isKept(image)),
    context,
    deps,
  );
  for (const archive of archives) brought.push(...(await bringFromArchive(archive, context, deps)));
  const all = [...new Set([...wanted.map(({name}) => name), ...brought])].toSorted();
  const results = await progress.step(
    `Giving ${all.length === 1 ? 'it' : 'them'} to ${nodes.running.length === 1 ? 'the node' : `${nodes.running.length} nodes`}`,
    () => linkOnNodes(all, nodes, deps),
  );
  checkNodes(`load ${all.join(', ')}`, results);
  report(all, brought, results, nodes, deps);
  if (before.names.some(({name}) => brought.includes(name))) await pruneStore(nodes, deps);
  return {
    images: all,
    nodes: [
      ...results.done.map(({node, result}) => ({name: node, status: result})),
      ...nodes.others.map((name) => ({name, status: 'not running' as const})),
    ],
  };
}

/** Whether the cluster keeps this very image under this name, or any of that name when it shall not be replaced. */
function hasImage({names}: StoreState, {name, id}: EngineImage, overwrite: boolean): boolean {
  const stored = names.find((candidate) => candidate.name === name);
  if (!stored) return false;
  return !overwrite || [stored.config, stored.digest].some((digest) => id === `sha256:${digest}`);
}

function report(
  all: readonly string[],
  brought: readonly string[],
  {done}: NodeResults<NodeOutcome>,
  {others}: ImageNodes,
  {progress}: ImageDeps,
): void {
  const isEverywhere = done.every(({result}) => result === 'present');
  const skipped = isEverywhere ? all : all.filter((name) => !brought.includes(name));
  if (skipped.length > 0)
    progress.note(`${skipped.join(', ')}: ${isEverywhere ? 'every node has it already' : 'the cluster has it already'}.`);
  if (others.length > 0)
    progress.warn(
      `${others.join(', ')} ${others.length === 1 ? 'does' : 'do'} not run; ${all.length === 1 ? 'it' : 'they'} will be there at the next start.`,
    );
}
