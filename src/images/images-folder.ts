import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {AppError} from '../errors/app-error.ts';

/** The `images` folder of this package, found upwards from this file, so that it works from the sources and from a bundle. */
export function imagesFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const images = join(folder, 'images');
    if (existsSync(join(images, 'components.yaml'))) return images;
    if (folder === dirname(folder)) throw new AppError('E_INTERNAL', `No folder above ${from} holds images/components.yaml.`);
  }
}
