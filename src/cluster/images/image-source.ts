import type {Readable} from 'node:stream';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';

/** An archive of images. */
export interface ArchiveSource {
  /** For messages. */
  readonly title: string;
  open(): Readable;
}

/** An image as the engine has it. */
export interface EngineImage {
  /** As the user wrote it, which the engine understands. */
  readonly reference: string;
  /** As containerd calls it. */
  readonly name: string;
  /** `sha256:…` of its configuration, or with engines that keep images as containerd does of its manifest. */
  readonly id: string;
  readonly architecture: string;
  /** Diff IDs, the lowest first. */
  readonly layers: readonly string[];
  /** Of the layers, on the engine's machine; empty when the engine does not name them. */
  readonly folders: readonly string[];
}

/** Looks images up in the engine, all of them before any is loaded. @throws AppError E_IMAGE_NOT_FOUND, E_USAGE. */
export async function findEngineImages(engine: Engine, names: readonly string[], signal: AbortSignal): Promise<EngineImage[]> {
  return Promise.all(
    [...new Set(names)].map(async (reference) => {
      const name = imageName(reference);
      const found = await engine.images.inspect(reference, {signal});
      if (found) return {reference, name, id: found.id, architecture: found.architecture, layers: found.layers, folders: found.folders};
      throw new AppError('E_IMAGE_NOT_FOUND', `The container engine has no image "${reference}", and there is no archive of that name.`, {
        hints: [`docker pull ${reference}`, `flotilla image pull ${reference} lets the nodes pull it themselves`],
      });
    }),
  );
}
