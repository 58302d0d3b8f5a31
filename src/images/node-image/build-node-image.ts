import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {ensureBase} from '../debian/ensure-base.ts';
import {imagesFolder} from '../images-folder.ts';
import {type ProvideInput, provideComponents} from '../provide-components.ts';
import {keptDays, pruneCache} from '../prune-cache.ts';
import {bakeImage} from './bake-image.ts';
import {buildContext} from './build-context.ts';
import {findNodeImage, type NodeImage, nodeImageLabel, nodeImageReference, plainRepository, splitReference} from './node-image.ts';
import {nodeImageRecipe} from './recipe-key.ts';
import {sweepInterruptedBuilds} from './sweep-interrupted-builds.ts';

export interface BuildNodeImageInput
  extends Pick<ProvideInput, 'kubernetesVersion' | 'source' | 'binaryMirror' | 'releaseMirror' | 'imageRepository'> {
  /** `REPOSITORY[:TAG]` to give the image; the one that `start` looks for unless told. */
  readonly image?: string;
}

export interface BuildNodeImageDeps {
  /** One build at a time on a machine: two would share the names of what they make. Held until disposed. */
  lock(): Promise<AsyncDisposable>;
  readonly engine: Engine;
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Capabilities for the container that unpacks images, once there is an image to ask the host with. */
  capabilities(probeImage: string): Promise<readonly string[]>;
}

/**
 * Builds the node image of a Kubernetes version, under the build lock: Debian, all programs, and all container images that a cluster needs, unpacked.
 * @throws AppError E_IMAGE_BUILD, E_DOWNLOAD, E_CHECKSUM, E_TOOL_MISSING, or of the engine.
 */
export async function buildNodeImage(input: BuildNodeImageInput, deps: BuildNodeImageDeps): Promise<NodeImage> {
  const {engine, cacheDir, progress, signal} = deps;
  const folder = imagesFolder();
  const {kubernetesVersion} = input;
  const {reference, repository, tag} = targetOf(input);
  const packages = (await readFile(join(folder, 'node', 'packages.txt'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const components = await provideComponents({...input, cacheDir, progress, signal});
  const base = await ensureBase(packages, {images: engine.images, cacheDir, progress, signal});
  const pause = components.images.find(({component}) => component === 'pause')?.references[0];
  if (pause === undefined) throw new AppError('E_INTERNAL', 'The component catalogue has no pause image.');
  await sweepInterruptedBuilds(engine, cacheDir, signal);
  const plainImage = `${plainRepository}:${kubernetesVersion}-${process.pid}`;
  await progress.step('Building the node image', (step) =>
    engine.images.build(buildContext({folder: join(folder, 'node'), binaries: components.binaries, sandboxImage: pause}), {
      signal,
      tag: plainImage,
      buildArgs: {BASE: base.reference, PACKAGES: base.packagesInstalled ? '' : packages.join(' ')},
      onProgress: (line) => step.update(line),
    }),
  );
  const contents = components.images.flatMap(({references}) => references);
  await progress.step(`Unpacking ${components.images.length} container images into it`, async (step) =>
    bakeImage(
      {
        plainImage,
        archives: components.images,
        repo: repository,
        tag,
        labels: {
          [nodeImageLabel.version]: kubernetesVersion,
          [nodeImageLabel.recipe]: await nodeImageRecipe(folder, kubernetesVersion),
          [nodeImageLabel.source]: components.source,
          [nodeImageLabel.contents]: JSON.stringify(contents),
        },
      },
      {engine, signal, step, capabilities: await deps.capabilities(plainImage)},
    ),
  );
  // Only its name goes: its layers are those of the node image. Nothing is lost when the engine refuses.
  await engine.images.remove(plainImage, {signal}).catch(() => {});
  const image = await findNodeImage(engine, reference, {signal});
  if (!image) throw new AppError('E_INTERNAL', `The node image ${reference} is not there after its build.`);
  await removeReplaced(engine, signal);
  const {entries, bytes} = await pruneCache(cacheDir);
  if (entries > 0)
    progress.note(
      `Removed ${entries} entries of the cache, ${Math.ceil(bytes / 1024 ** 2)} MiB, that no build has used for ${keptDays} days.`,
    );
  return image;
}

/** The name that the image gets, whole and in its parts. */
export function targetOf({image, kubernetesVersion}: BuildNodeImageInput): {reference: string; repository: string; tag: string} {
  const {repository, tag} = splitReference(image ?? nodeImageReference(kubernetesVersion));
  return {reference: `${repository}:${tag}`, repository, tag};
}

/** Node images that have lost their name to a newer one take a gigabyte each. Nodes that still run one keep it: the engine then refuses. */
async function removeReplaced(engine: Engine, signal: AbortSignal): Promise<void> {
  const images = await engine.images.list({[nodeImageLabel.version]: true}, {signal});
  for (const {id} of images.filter(({tags}) => tags.length === 0)) await engine.images.remove(id, {signal}).catch(() => {});
}
