import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {findNodeImage, nodeImageReference} from './node-image.ts';

/** Removes a node image by Kubernetes version or reference, and returns its reference. @throws AppError E_IMAGE_NOT_FOUND. */
export async function removeNodeImage(image: string, engine: Engine, options: CallOptions): Promise<string> {
  const candidates = [image, nodeImageReference(image), nodeImageReference(`v${image}`)];
  for (const reference of candidates) {
    if (await findNodeImage(engine, reference, options)) {
      await engine.images.remove(reference, options);
      return reference;
    }
  }
  throw new AppError('E_IMAGE_NOT_FOUND', `There is no node image "${image}".`, {
    hints: ['flotilla node-image list shows those there are'],
  });
}
