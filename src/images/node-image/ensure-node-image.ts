import {imagesFolder} from '../images-folder.ts';
import {type BuildNodeImageDeps, type BuildNodeImageInput, buildNodeImage} from './build-node-image.ts';
import {findNodeImage, type NodeImage, nodeImageReference} from './node-image.ts';
import {nodeImageRecipe} from './recipe-key.ts';

export interface EnsureOptions {
  /** Build even when the image is there and current. */
  readonly force?: boolean;
}

/** The node image of a version: the one that is there when this Flotilla would make the same, else a new one. */
export async function ensureNodeImage(
  input: BuildNodeImageInput,
  deps: BuildNodeImageDeps,
  {force = false}: EnsureOptions = {},
): Promise<NodeImage> {
  const found = force ? undefined : await findCurrent(input, deps);
  if (found) return found;
  await using _lock = await deps.lock();
  // Whoever held the lock may have built just this one.
  return (force ? undefined : await findCurrent(input, deps)) ?? buildNodeImage(input, deps);
}

async function findCurrent(
  {kubernetesVersion, source}: BuildNodeImageInput,
  {engine, signal}: BuildNodeImageDeps,
): Promise<NodeImage | undefined> {
  const found = await findNodeImage(engine, nodeImageReference(kubernetesVersion), {signal});
  if (!found || (source !== 'auto' && source !== found.source)) return undefined;
  return found.recipe === (await nodeImageRecipe(imagesFolder(), kubernetesVersion)) ? found : undefined;
}
