import {imagesFolder} from '../images-folder.ts';
import {type BuildNodeImageDeps, type BuildNodeImageInput, buildNodeImage, targetOf} from './build-node-image.ts';
import {findNodeImage, type NodeImage} from './node-image.ts';
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
  // Awaited here: what is merely returned goes on after the lock was given back.
  return (force ? undefined : await findCurrent(input, deps)) ?? (await buildNodeImage(input, deps));
}

async function findCurrent(input: BuildNodeImageInput, {engine, signal}: BuildNodeImageDeps): Promise<NodeImage | undefined> {
  const {kubernetesVersion, source} = input;
  const found = await findNodeImage(engine, targetOf(input).reference, {signal});
  if (!found || (source !== 'auto' && source !== found.source)) return undefined;
  return found.recipe === (await nodeImageRecipe(imagesFolder(), kubernetesVersion)) ? found : undefined;
}
