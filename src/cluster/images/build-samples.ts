import {ensureSamples} from '../../images/samples/ensure-samples.ts';
import type {Sample} from '../../images/samples/sample-schema.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {ImageDeps} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {type LoadedImages, loadImages} from './load-images.ts';

export interface BuildSamplesInput {
  readonly cluster: string;
  readonly samples: readonly Sample[];
}

/**
 * Makes the images of sample applications with the container engine and loads them into the cluster. What is there already costs nothing.
 * @throws AppError E_CLUSTER_NOT_FOUND and E_NOT_RUNNING before anything is built, E_TOOL_MISSING, E_IMAGE_BUILD, or of `loadImages`.
 */
export async function buildSamples({cluster, samples}: BuildSamplesInput, deps: ImageDeps): Promise<LoadedImages> {
  const {engine, paths, progress, signal} = deps;
  imageNodes(await requireCluster(engine, cluster, {signal}));
  await ensureSamples(samples, {images: engine.images, cacheDir: paths.cache, progress, signal});
  const names = samples.flatMap(({images}) => images.flatMap((image) => image.names));
  return loadImages({cluster, names, archives: [], overwrite: true}, deps);
}
