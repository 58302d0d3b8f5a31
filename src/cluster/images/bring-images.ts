import type {Readable} from 'node:stream';
import type {ForwardOptions} from '../../images/user-images/forward-archive.ts';
import {LegacyLayers} from '../../images/user-images/legacy-layers.ts';
import type {StoreState} from '../../images/user-images/store-plan.ts';
import {adoptImages} from './adopt-images.ts';
import {fillStore, mayRetry} from './fill-store.ts';
import type {ImageDeps} from './image-deps.ts';
import type {ArchiveSource, EngineImage} from './image-source.ts';
import {NodeImages} from './node-images.ts';

/** How images get into what the cluster keeps. */
export interface BringContext {
  readonly cluster: string;
  /** Any of them can take an archive for all. */
  readonly nodes: readonly string[];
  /** What the cluster keeps. */
  readonly before: StoreState;
  /** Of the nodes, as Go calls it. */
  readonly architecture: string;
}

/** Brings images of the engine: from the folders that it keeps them in, where it has such, else as one archive. Returns their whole names. */
export async function bringFromEngine(images: readonly EngineImage[], context: BringContext, deps: ImageDeps): Promise<string[]> {
  if (images.length === 0) return [];
  const title = images.length === 1 ? `Loading ${images[0]?.reference}` : `Loading ${images.length} images`;
  const isAdopted = await adoptImages(images, title, context, deps);
  return isAdopted ? images.map(({name}) => name) : bringAsArchive(images, title, context, deps);
}

/** All in one archive: layers that several have are sent once. */
async function bringAsArchive(images: readonly EngineImage[], title: string, context: BringContext, deps: ImageDeps): Promise<string[]> {
  const {engine, signal} = deps;
  const references = images.map(({reference}) => reference);
  const options = {...forwardOptions(context, signal), verify: false, legacy: new LegacyLayers(images.map(({layers}) => layers))};
  const {nodes} = context;
  const attempt = async (index: number): Promise<string[]> => {
    try {
      return (await bring(title, () => engine.images.save(references, {signal}), nodes[index] ?? '', options, deps)).flatMap(
        ({names}) => names,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (index === nodes.length - 1 || !mayRetry(error)) throw error;
      deps.progress.warn(`${nodes[index]} could not take it: ${(error as Error).message} Trying ${nodes[index + 1]}.`);
      return attempt(index + 1);
    }
  };
  return attempt(0);
}

/** Brings all images of an archive. Returns their whole names. */
export async function bringFromArchive(source: ArchiveSource, context: BringContext, deps: ImageDeps): Promise<string[]> {
  const options = {...forwardOptions(context, deps.signal), verify: true};
  const images = await bring(`Loading ${source.title}`, async () => source.open(), context.nodes[0] ?? '', options, deps);
  for (const {names, architecture} of images) warnOfArchitecture(names[0] ?? '', architecture, context.architecture, deps);
  return images.flatMap(({names}) => names);
}

export function warnOfArchitecture(name: string, image: string, nodes: string, {progress}: ImageDeps): void {
  if (image !== '' && image !== nodes)
    progress.warn(`${name} is for ${image}, and the nodes are ${nodes}: its programs will not run there.`);
}

function forwardOptions(
  {before, architecture}: BringContext,
  signal: AbortSignal,
): Pick<ForwardOptions, 'signal' | 'architecture' | 'has'> {
  const blobs = new Set(before.blobs);
  return {signal, architecture, has: (digest) => blobs.has(digest)};
}

async function bring(
  title: string,
  open: () => Promise<Readable>,
  node: string,
  options: ForwardOptions,
  {engine, progress}: ImageDeps,
): Promise<readonly {readonly names: readonly string[]; readonly architecture: string}[]> {
  const store = new NodeImages(engine, node);
  return progress.step(title, async (step) => (await fillStore(await open(), store, options, step)).images);
}
