import type {Engine} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {type Lock, lockImages} from '../state/cluster-lock.ts';
import type {Paths} from '../state/paths.ts';

export interface ImageDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Keeps other commands from changing the images of the cluster. A load may take as long as its archive is large. */
export const lockForImages = (cluster: string, deps: ImageDeps): Promise<Lock> => lockImages(cluster, {...deps, timeoutMs: 15 * 60_000});

/** What Go calls the processor architecture that an engine reports as the kernel does. */
export const goArchitectureOf = (architecture: string): string => ({x86_64: 'amd64', aarch64: 'arm64'})[architecture] ?? architecture;
