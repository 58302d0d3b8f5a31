import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import type {Images} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {cached} from '../cached.ts';
import {debianKey, mmdebstrap} from './mmdebstrap.ts';

export interface BaseDeps {
  readonly images: Images;
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** How long the pull may take until it has shown that it moves, in milliseconds. */
  readonly pullTimeoutMs?: number;
  /** The image to pull; another one in tests and for mirrors. */
  readonly upstream?: string;
}

export interface BaseImage {
  readonly reference: string;
  /** False for the bare upstream image, in which the packages are still to be installed with apt. */
  readonly packagesInstalled: boolean;
}

/** The image's /var is copied to the volume of every node, so nothing is left in it that a node does not read. */
const emptyVar = [
  '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/* "$1"/var/log/* "$1"/var/lib/dpkg/*-old',
  '--customize-hook=rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/machine-id "$1"/etc/resolv.conf "$1"/etc/hostname',
  '--customize-hook=: > "$1"/etc/machine-id',
];

const debianImage = 'docker.io/library/debian:bookworm-slim';

/**
 * The base of the node image: Debian's own image when a registry answers soon, else a file system made of Debian packages with all
 * `packages` installed.
 * @throws AppError of {@link mmdebstrap}, or of the engine.
 */
export async function ensureBase(packages: readonly string[], deps: BaseDeps): Promise<BaseImage> {
  const upstream = deps.upstream ?? debianImage;
  if (await pulled(upstream, deps)) return {reference: upstream, packagesInstalled: false};
  const {images, cacheDir, progress, signal} = deps;
  const tag = await debianKey(packages, {variant: 'minbase', emptyVar}, signal);
  const reference = `flotilla/base:${tag}`;
  if (await images.inspect(reference, {signal})) return {reference, packagesInstalled: true};
  await progress.step(`Installing ${packages.length} Debian packages`, async () => {
    const file = join(cacheDir, 'debian', `base-${tag}.tar`);
    const tar = await cached(file, (partial) => mmdebstrap({variant: 'minbase', packages, options: emptyVar, file: partial}, signal));
    await images.importRootfs(createReadStream(tar), {repo: 'flotilla/base', tag, signal});
  });
  return {reference, packagesInstalled: true};
}

async function pulled(reference: string, {images, pullTimeoutMs = 5000, progress, signal}: BaseDeps): Promise<boolean> {
  if (await images.inspect(reference, {signal})) return true;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), pullTimeoutMs);
  try {
    await progress.step(`Pulling ${reference}`, (step) =>
      images.pull(reference, {
        signal: AbortSignal.any([signal, silence.signal]),
        onProgress: (text) => {
          clearTimeout(timer);
          step.update(text);
        },
      }),
    );
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!silence.signal.aborted && !isAppError(error, 'E_DOWNLOAD', 'E_IMAGE_NOT_FOUND')) throw error;
    progress.note(`${reference} cannot be pulled: its file system is made from Debian packages instead.`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
