import {defaultKubernetesVersion} from '../images/default-version.ts';
import {provideComponentImages} from '../images/provide-components.ts';
import type {Progress} from '../progress/progress.ts';

export interface FetchDeps {
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Of builds of images: what is half made is swept away by whoever has it. */
  lock(): Promise<AsyncDisposable>;
}

/**
 * Brings the images of components to the cache of this machine, from a registry or built, so that enabling their addons takes neither later.
 * @throws AppError E_TOOL_MISSING, E_DOWNLOAD, E_IMAGE_NOT_FOUND, E_IMAGE_BUILD.
 */
export async function fetchAddonImages(components: readonly string[], {cacheDir, progress, signal, lock}: FetchDeps): Promise<void> {
  await using _lock = await lock();
  await provideComponentImages([...new Set(components)], {
    kubernetesVersion: defaultKubernetesVersion,
    source: 'auto',
    cacheDir,
    progress,
    signal,
  });
}
