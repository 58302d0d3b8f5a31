import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {imageNodes} from './image-nodes.ts';
import {NodeImages} from './node-images.ts';

/** As `minikube image ls --format json` prints it. */
export interface ListedImage {
  readonly id: string;
  readonly repoDigests: readonly string[];
  readonly repoTags: readonly string[];
  /** Bytes, as text. */
  readonly size: string;
}

/** An image with the nodes that have it, as their container runtimes say. */
export interface NodeImage extends ListedImage {
  readonly nodes: readonly string[];
  /** It belongs to the node image. */
  readonly pinned: boolean;
}

interface CriImage {
  readonly id: string;
  readonly repoTags?: readonly string[] | null;
  readonly repoDigests?: readonly string[] | null;
  readonly size: string;
  readonly pinned?: boolean;
}

export interface ListDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** The images of all running nodes, or of one, each once. @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING. */
export async function listImages(cluster: string, node: string | undefined, {engine, signal}: ListDeps): Promise<NodeImage[]> {
  const {running} = imageNodes(await requireCluster(engine, cluster, {signal}), node);
  const lists = await mapConcurrent(running, {signal}, async (name, scope) => {
    const output = await new NodeImages(engine, name).command(['crictl', 'images', '-o', 'json'], {signal: scope});
    return (JSON.parse(output) as {images?: readonly CriImage[]}).images ?? [];
  });
  return mergeImages(running.map((name, index) => ({name, images: lists[index] ?? []})));
}

/** One entry per image, with all names that any node has for it. */
export function mergeImages(nodes: readonly {readonly name: string; readonly images: readonly CriImage[]}[]): NodeImage[] {
  const merged = new Map<string, NodeImage>();
  for (const {name, images} of nodes) {
    for (const {id, repoTags, repoDigests, size, pinned = false} of images) {
      const known = merged.get(id);
      merged.set(id, {
        id: id.replace(/^sha256:/, ''),
        repoDigests: union(known?.repoDigests, repoDigests),
        repoTags: union(known?.repoTags, repoTags),
        size,
        nodes: [...(known?.nodes ?? []), name],
        pinned: pinned || known?.pinned === true,
      });
    }
  }
  return [...merged.values()].toSorted((a, b) => (b.repoTags[0] ?? '').localeCompare(a.repoTags[0] ?? ''));
}

const union = (some: readonly string[] = [], more: readonly string[] | null = []): string[] =>
  [...new Set([...some, ...(more ?? [])])].toSorted();
