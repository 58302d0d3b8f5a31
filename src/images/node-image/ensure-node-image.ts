import {imagesFolder} from '../images-folder.ts';
import {type BuildNodeImageDeps, type BuildNodeImageInput, buildNodeImage} from './build-node-image.ts';
import {findNodeImage, type NodeImage, nodeImageReference} from './node-image.ts';
import {nodeImageRecipe} from './recipe-key.ts';

/** The node image of a version: the one that is there when this Flotilla would make the same, else a new one. */
export async function ensureNodeImage(input: BuildNodeImageInput, deps: BuildNodeImageDeps): Promise<NodeImage> {
  const found = await findNodeImage(deps.engine, nodeImageReference(input.kubernetesVersion), {signal: deps.signal});
  if (found && found.recipe === (await nodeImageRecipe(imagesFolder(), input.kubernetesVersion))) return found;
  return buildNodeImage(input, deps);
}
