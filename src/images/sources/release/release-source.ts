import {join} from 'node:path';
import {mapConcurrent} from '../../../async/map-concurrent.ts';
import {AppError} from '../../../errors/app-error.ts';
import {cached} from '../../cached.ts';
import type {Component} from '../../catalogue.ts';
import {contentKey} from '../../content-key.ts';
import {flattenImage} from '../../flatten-image.ts';
import {writeArchive} from '../../oci/write-archive.ts';
import type {BuiltBinary} from '../built-binary.ts';
import type {ComponentSource, SourceDeps} from '../component-source.ts';
import {downloadComponent, type Mirrors} from './download-component.ts';
import {mirrorReference} from './image-reference.ts';
import {pullImage} from './pull-image.ts';

export interface ReleaseOptions extends Mirrors {
  /** Registry, with or without a path, that stands in for every image's own: kubeadm's imageRepository. */
  readonly imageRepository?: string;
}

/** How many downloads run at a time. */
const limit = 4;

/** Fetches published binaries, with their checksums, and published images, by their digests. */
export class ReleaseSource implements ComponentSource {
  readonly name = 'release';
  readonly #options: ReleaseOptions;
  readonly #deps: SourceDeps;

  constructor(options: ReleaseOptions, deps: SourceDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async binaries(components: readonly Component[]): Promise<BuiltBinary[]> {
    const {progress, signal} = this.#deps;
    const found = await mapConcurrent(components, {signal, limit}, (component, scope) =>
      progress.step(`Fetching ${component.name} ${component.version}`, () =>
        downloadComponent(component, this.#options, {...this.#deps, signal: scope}),
      ),
    );
    return found.flat();
  }

  images(components: readonly Component[]): Promise<string[]> {
    const {progress, signal} = this.#deps;
    return mapConcurrent(components, {signal, limit}, (component, scope) =>
      progress.step(`Pulling ${component.image?.reference ?? component.name}`, () => this.#archive(component, scope)),
    );
  }

  async #archive({name, image}: Component, signal: AbortSignal): Promise<string> {
    if (!image) throw new AppError('E_INTERNAL', `${name} has no image.`);
    const from = mirrorReference(image.reference, this.#options.imageRepository);
    const {cacheDir, architecture} = this.#deps;
    const key = contentKey({source: 'release', layers: 'one', from, reference: image.reference, architecture});
    return cached(join(cacheDir, 'images', `${name}-${key}.tar`), async (file) => {
      const pulled = await pullImage({from, references: [image.reference]}, {cacheDir, architecture, signal});
      // One layer each: the node image keeps snapshots as folders, in which whiteouts would be lost.
      await writeArchive([await flattenImage(pulled, {cacheDir, signal})], file, signal);
    });
  }
}
