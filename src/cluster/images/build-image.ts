import type {Readable} from 'node:stream';
import {imageName} from '../../images/user-images/image-name.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {ImageDeps} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {type LoadedImages, loadImages} from './load-images.ts';

export interface BuildInput {
  readonly cluster: string;
  readonly tag: string;
  /** The build context as a tar, compressed or not. */
  readonly context: () => Readable;
  /** Path in the context; `Dockerfile` unless told. */
  readonly dockerfile?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly noCache: boolean;
  readonly target?: string;
  /** Called with the builder's output. */
  onOutput(line: string): void;
}

export interface BuiltImage extends LoadedImages {
  readonly id: string;
}

/**
 * Builds an image with the container engine and loads it into the cluster.
 * @throws AppError E_CLUSTER_NOT_FOUND and E_NOT_RUNNING before anything is built, E_IMAGE_BUILD, or of `loadImages`.
 */
export async function buildUserImage(input: BuildInput, deps: ImageDeps): Promise<BuiltImage> {
  const {engine, signal, progress} = deps;
  const {cluster, tag, context, dockerfile, buildArgs, noCache, target, onOutput} = input;
  imageName(tag);
  imageNodes(await requireCluster(engine, cluster, {signal}));
  const id = await progress.step(`Building ${tag}`, (step) =>
    engine.images.build(context(), {
      signal,
      tag,
      buildArgs,
      noCache,
      ...(dockerfile === undefined ? {} : {dockerfile}),
      ...(target === undefined ? {} : {target}),
      onProgress: (line) => {
        onOutput(line);
        step.update(line);
      },
    }),
  );
  const loaded = await loadImages({cluster, names: [tag], archives: [], overwrite: true}, deps);
  return {id, ...loaded};
}
