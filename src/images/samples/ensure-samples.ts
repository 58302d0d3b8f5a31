import type {Images} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {contentKey} from '../content-key.ts';
import {type DebianFilesDeps, debianFilesKey} from '../debian/debian-files.ts';
import {layeredImage, type OciImage} from '../oci/oci-image.ts';
import {packArchive} from '../oci/write-archive.ts';
import {folderDigest} from '../sources/go/folder-digest.ts';
import {goArchitecture} from '../sources/go/go-architecture.ts';
import {debianTreeKey} from './debian-tree.ts';
import {SampleLayers} from './sample-layers.ts';
import type {Sample} from './sample-schema.ts';

export interface SampleDeps extends DebianFilesDeps {
  readonly images: Images;
  readonly progress: Progress;
}

/** Labels of the images. */
const label = {sample: 'dev.flotilla.sample', recipe: 'dev.flotilla.sample.recipe'} as const;

/** Raise it when the way of making images changes what comes out. */
const generation = 1;

/**
 * Makes the images of samples, those that the engine does not have as they would be made now. An image of the same name that somebody else
 * brought is left alone, for it is most likely the real one. Where none can be made, those that are there will do.
 * @throws AppError E_TOOL_MISSING, E_IMAGE_BUILD.
 */
export async function ensureSamples(samples: readonly Sample[], deps: SampleDeps): Promise<void> {
  const {images, progress, signal} = deps;
  const layers = new SampleLayers(deps);
  const made: OciImage[] = [];
  for (const sample of samples) {
    try {
      made.push(...(await missingImages(sample, layers, deps)));
    } catch (error) {
      if (!isAppError(error, 'E_TOOL_MISSING') || !(await allThere(sample, deps))) throw error;
      progress.warn(
        `The images of ${sample.name} that the container engine has are used as they are, for none can be made. ${error.message}`,
      );
    }
  }
  if (made.length === 0) return;
  await progress.step('Giving the images to the container engine', () => images.load(packArchive(made), {signal}));
}

async function missingImages(sample: Sample, layers: SampleLayers, deps: SampleDeps): Promise<readonly OciImage[]> {
  const recipe = await recipeOf(sample, deps.signal);
  const missing = await missingNames(sample, recipe, deps);
  if (missing.size === 0) return [];
  return deps.progress.step(`Making the sample ${sample.name}`, () => imagesOf(sample, recipe, missing, layers));
}

async function allThere(sample: Sample, {images, signal}: SampleDeps): Promise<boolean> {
  const names = sample.images.flatMap((image) => image.names);
  const found = await Promise.all(names.map((name) => images.inspect(name, {signal})));
  return !found.includes(undefined);
}

async function imagesOf(sample: Sample, recipe: string, missing: ReadonlySet<string>, layers: SampleLayers): Promise<OciImage[]> {
  const blobs = await layers.of(sample);
  const labels = {[label.sample]: sample.name, [label.recipe]: recipe};
  return sample.images.flatMap(({names, entrypoint, cmd, env, user, workdir}) => {
    const references = names.filter((name) => missing.has(name));
    if (references.length === 0) return [];
    const config = {
      architecture: goArchitecture(),
      env,
      labels,
      ...(entrypoint && {entrypoint}),
      ...(cmd && {cmd}),
      ...(user !== undefined && {user}),
      ...(workdir !== undefined && {workdir}),
    };
    return [layeredImage(references, config, blobs)];
  });
}

/** The names that the engine has not, or has for an image of an older recipe. */
async function missingNames({images: all}: Sample, recipe: string, {images, progress, signal}: SampleDeps): Promise<Set<string>> {
  const missing = new Set<string>();
  for (const name of all.flatMap(({names}) => names)) {
    const labels = (await images.inspect(name, {signal}))?.labels;
    if (labels === undefined || (labels[label.sample] !== undefined && labels[label.recipe] !== recipe)) missing.add(name);
    else if (labels[label.sample] === undefined) progress.note(`${name} is on the engine already, and not from here: it is left as it is.`);
  }
  return missing;
}

/** Changes with everything that the images are made from. */
async function recipeOf({base, packages, folder, images, busybox, accounts, jars}: Sample, signal: AbortSignal): Promise<string> {
  const debian = await (base === 'none' ? debianFilesKey(packages, signal) : debianTreeKey(packages, signal));
  return contentKey({generation, debian, files: await folderDigest(folder), images, busybox, accounts, jars});
}
