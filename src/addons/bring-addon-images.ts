import {createReadStream} from 'node:fs';
import {goArchitectureOf, type ImageDeps} from '../cluster/images/image-deps.ts';
import {imageNodes} from '../cluster/images/image-nodes.ts';
import {loadImages} from '../cluster/images/load-images.ts';
import {NodeImages} from '../cluster/images/node-images.ts';
import type {ClusterState} from '../cluster/state/cluster-state.ts';
import {componentsFor, readCatalogue} from '../images/catalogue.ts';
import {provideComponentImages} from '../images/provide-components.ts';
import {imageName} from '../images/user-images/image-name.ts';

export interface AddonImageDeps extends ImageDeps {
  /** Of builds of images: what is half made is swept away by whoever has it. */
  buildLock(): Promise<AsyncDisposable>;
}

export interface WantedImages {
  readonly components: readonly string[];
  /** What containers will run; of those that no component makes, the engine's are taken, and nodes pull the rest. */
  readonly references: readonly string[];
}

/** Brings the images of components to all nodes: those that the cluster has are left, the engine's are taken, the rest are pulled or built. */
export async function bringAddonImages(
  {components: wanted, references}: WantedImages,
  kubernetesVersion: string,
  state: ClusterState,
  deps: AddonImageDeps,
): Promise<void> {
  if (wanted.length === 0 && references.length === 0) return;
  const {engine, paths, progress, signal} = deps;
  const [node = ''] = imageNodes(state).running;
  const [info, kept, catalogue] = await Promise.all([engine.info({signal}), new NodeImages(engine, node).state({signal}), readCatalogue()]);
  const components = componentsFor(catalogue, kubernetesVersion, goArchitectureOf(info.architecture));
  const isKept = (reference: string): boolean => kept.names.some((one) => one.name === imageName(reference));
  const made = components.map(({name, image}) => ({name, reference: image?.reference ?? ''}));
  // Of components, those that will run: an image of the user's own may stand in their place.
  const missing = made.filter(({name, reference}) => wanted.includes(name) && references.includes(reference) && !isKept(reference));
  const others = references.filter((reference) => !made.some((one) => one.reference === reference) && !isKept(reference));
  if (missing.length === 0 && others.length === 0) return;
  const looked = await Promise.all(
    missing.map(async (one) => ({...one, atEngine: (await engine.images.inspect(one.reference, {signal})) !== undefined})),
  );
  const otherLooked = await Promise.all(
    others.map(async (reference) => ({reference, atEngine: (await engine.images.inspect(reference, {signal})) !== undefined})),
  );
  const absent = looked.filter(({atEngine}) => !atEngine).map(({name}) => name);
  const source = {kubernetesVersion, source: 'auto', cacheDir: paths.cache, progress, signal} as const;
  const provided = absent.length === 0 ? [] : await underLock(deps, () => provideComponentImages(absent, source));
  const names = [...looked, ...otherLooked].filter(({atEngine}) => atEngine).map(({reference}) => reference);
  if (names.length === 0 && provided.length === 0) return;
  const archives = provided.map(({component, archive}) => ({title: component, open: () => createReadStream(archive)}));
  await loadImages({cluster: state.name, names, archives, overwrite: true}, deps);
}

async function underLock<T>({buildLock}: AddonImageDeps, body: () => Promise<T>): Promise<T> {
  await using _lock = await buildLock();
  return await body();
}
