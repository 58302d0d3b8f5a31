import {mapConcurrent} from '../../../async/map-concurrent.ts';
import type {Component} from '../../catalogue.ts';
import type {Catalogue} from '../../catalogue-schema.ts';
import {writeComponentImage} from '../../component-image.ts';
import type {BuiltBinary} from '../built-binary.ts';
import type {ComponentSource, SourceDeps} from '../component-source.ts';
import {buildComponents} from './build-components.ts';
import {findGo, type GoToolchain} from './go-toolchain.ts';
import {moduleFolder} from './module-folder.ts';

/** Builds everything from Go modules and Debian packages; needs no container registry. */
export class GoSource implements ComponentSource {
  readonly name = 'go';
  readonly #all: readonly Component[];
  readonly #deps: SourceDeps;
  readonly #catalogue: Catalogue;
  #toolchain: Promise<GoToolchain> | undefined;

  /** `all`: every component of the catalogue, so that what is built together does not depend on what is wanted. */
  constructor(catalogue: Catalogue, all: readonly Component[], deps: SourceDeps) {
    this.#catalogue = catalogue;
    this.#all = all;
    this.#deps = deps;
  }

  async binaries(components: readonly Component[]): Promise<BuiltBinary[]> {
    const wanted = new Set(components.filter(({go}) => go !== undefined).map(({name}) => name));
    if (wanted.size === 0) return [];
    return buildComponents({components: this.#all, wanted}, {...this.#deps, go: await this.#go()});
  }

  async images(components: readonly Component[]): Promise<string[]> {
    const binaries = await this.binaries(components);
    const {progress, signal} = this.#deps;
    return progress.step(components.length === 1 ? 'Writing one image' : `Writing ${components.length} images`, (step) =>
      mapConcurrent(components, {signal, limit: 2}, async (component, scope) => {
        step.update(component.name);
        const own = binaries.filter((binary) => binary.component === component.name);
        return writeComponentImage(component, own, {
          ...this.#deps,
          signal: scope,
          moduleFolder: async (wanted) => moduleFolder(wanted, await this.#go(), scope),
        });
      }),
    );
  }

  #go(): Promise<GoToolchain> {
    this.#toolchain ??= findGo(this.#catalogue.go, this.#deps);
    return this.#toolchain;
  }
}
