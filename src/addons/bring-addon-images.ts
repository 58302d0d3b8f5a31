import {createReadStream} from 'node:fs';
import {goArchitectureOf, type ImageDeps} from '../cluster/images/image-deps.ts';
import {imageNodes} from '../cluster/images/image-nodes.ts';
import {loadImages} from '../cluster/images/load-images.ts';
import {NodeImages} from '../cluster/images/node-images.ts';
import type {ClusterState} from '../cluster/state/cluster-state.ts';
import {componentsFor, readCatalogue} from '../images/catalogue.ts';
import {provideComponentImages} from '../images/provide-components.ts';

export interface AddonImageDeps extends ImageDeps {
  /** Of builds of images: what is half made is swept away by whoever has it. */
  buildLock(): Promise<AsyncDisposable>;
}

/** Brings the images of components to all nodes: those that the cluster has are left, the engine's are taken, the rest are pulled or built. */
export async function bringAddonImages(
  wanted: readonly string[],
  kubernetesVersion: string,
  state: ClusterState,
  deps: AddonImageDeps,
): Promise<void> {
  if (wanted.length === 0) return;
  const {engine, paths, progress, signal} = deps;
  const [node = ''] = imageNodes(state).running;
  const [info, kept, catalogue] = await Promise.all([engine.info({signal}), new NodeImages(engine, node).state({signal}), readCatalogue()]);
  const components = componentsFor(catalogue, kubernetesVersion, goArchitectureOf(info.architecture));
  const missing = components
    .filter(({name}) => wanted.includes(name))
    .map(({name, image}) => ({name, reference: image?.reference ?? ''}))
    .filter(({reference}) => !kept.names.some((one) => one.name === reference));
  if (missing.length === 0) return;
  const looked = await Promise.all(
    missing.map(async (one) => ({...one, atEngine: (await engine.images.inspect(one.reference, {signal})) !== undefined})),
  );
  const absent = looked.filter(({atEngine}) => !atEngine).map(({name}) => name);
  const source = {kubernetesVersion, source: 'auto', cacheDir: paths.cache, progress, signal} as const;
  const provided = absent.length === 0 ? [] : await underLock(deps, () => provideComponentImages(absent, source));
  const names = looked.filter(({atEngine}) => atEngine).map(({reference}) => reference);
  const archives = provided.map(({component, archive}) => ({title: component, open: () => createReadStream(archive)}));
  await loadImages({cluster: state.name, names, archives, overwrite: true}, deps);
}

async function underLock<T>({buildLock}: AddonImageDeps, body: () => Promise<T>): Promise<T> {
  await using _lock = await buildLock();
  return await body();
}
