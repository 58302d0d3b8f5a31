import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {findNodeImage, type NodeImage} from './node-image.ts';

export interface UseNodeImageDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * A node image that the user named: the engine's, or pulled.
 * @throws AppError E_IMAGE_NOT_FOUND, E_DOWNLOAD; E_VERSION_UNSUPPORTED when it is of another Kubernetes version.
 */
export async function useNodeImage(
  reference: string,
  kubernetesVersion: string,
  {engine, progress, signal}: UseNodeImageDeps,
): Promise<NodeImage> {
  if (!(await engine.images.inspect(reference, {signal}))) {
    await progress.step(`Pulling ${reference}`, (step) => engine.images.pull(reference, {signal, onProgress: (text) => step.update(text)}));
  }
  const image = await findNodeImage(engine, reference, {signal});
  if (!image) {
    throw new AppError('E_IMAGE_NOT_FOUND', `The image ${reference} is not a node image of Flotilla.`, {
      hints: ['flotilla node-image build makes one'],
    });
  }
  if (image.kubernetesVersion === kubernetesVersion) return image;
  throw new AppError(
    'E_VERSION_UNSUPPORTED',
    `The image ${reference} holds Kubernetes ${image.kubernetesVersion}, not ${kubernetesVersion}.`,
    {
      hints: [`--kubernetes-version ${image.kubernetesVersion} fits this image`],
    },
  );
}
