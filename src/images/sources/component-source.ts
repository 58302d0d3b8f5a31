import type {Progress} from '../../progress/progress.ts';
import type {Component} from '../catalogue.ts';
import type {SourceName} from '../choose-source.ts';
import type {BuiltBinary} from './built-binary.ts';

/** Where components come from, once that is decided. */
export interface ComponentSource {
  readonly name: SourceName;
  /** Binaries of these components, in the cache. */
  binaries(components: readonly Component[]): Promise<BuiltBinary[]>;
  /** Archives of these components' images, in the cache, in the same order. */
  images(components: readonly Component[]): Promise<string[]>;
}

export interface SourceDeps {
  /** "amd64". */
  readonly architecture: string;
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
