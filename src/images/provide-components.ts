import {posix} from 'node:path';
import {isAppError} from '../errors/app-error.ts';
import type {Progress} from '../progress/progress.ts';
import {type Component, componentsFor, readCatalogue} from './catalogue.ts';
import {chooseSource, releaseHosts, type SourceName} from './choose-source.ts';
import type {BuiltBinary} from './sources/built-binary.ts';
import type {ComponentSource} from './sources/component-source.ts';
import {goArchitecture} from './sources/go/go-architecture.ts';
import {GoSource} from './sources/go/go-source.ts';
import {mirrorReference} from './sources/release/image-reference.ts';
import {ReleaseSource} from './sources/release/release-source.ts';

export interface ProvideInput {
  /** "v1.37.2". */
  readonly kubernetesVersion: string;
  readonly source: SourceName | 'auto';
  readonly cacheDir: string;
  /** Instead of https://dl.k8s.io. */
  readonly binaryMirror?: string;
  /** Instead of https://github.com. */
  readonly releaseMirror?: string;
  readonly imageRepository?: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface ProvidedBinary {
  readonly component: string;
  /** Where it goes in a node: "/usr/local/bin/kubelet". */
  readonly nodePath: string;
  /** Where it is on this machine. */
  readonly file: string;
  readonly mode: number;
}

export interface ProvidedImage {
  readonly component: string;
  readonly references: readonly string[];
  /** An OCI archive on this machine, which `ctr images import` and `docker load` read. */
  readonly archive: string;
}

export interface ProvidedComponents {
  readonly source: SourceName;
  readonly binaries: readonly ProvidedBinary[];
  readonly images: readonly ProvidedImage[];
}

/**
 * Brings every core component of a Kubernetes version to this machine, from the cache where it can.
 * @throws AppError E_VERSION_UNSUPPORTED, E_TOOL_MISSING, E_DOWNLOAD, E_CHECKSUM, E_IMAGE_NOT_FOUND, E_IMAGE_BUILD.
 */
export async function provideComponents(input: ProvideInput): Promise<ProvidedComponents> {
  const {components, source, own} = await open(input);
  const core = components.filter(({part}) => part === 'core');
  const inNode = core.filter(({node}) => node !== undefined);
  const inImages = core.filter(({image}) => image !== undefined);
  // With the Go source one build makes binaries for both: asking for all of them first lets it start everything at once.
  if (source.name === 'go') await source.binaries(core);
  const folders = new Map(inNode.map(({name, node}) => [name, node ?? '']));
  const published = source.name === 'go' ? inNode : inNode.filter(({release}) => release !== undefined);
  const unpublished = inNode.filter((component) => !published.includes(component));
  const found = [...(await source.binaries(published)), ...(await buildOwn(unpublished, own, input))];
  const binaries = found.map(({component, binary, file}) => ({
    component,
    nodePath: posix.join(folders.get(component) ?? '', binary),
    file,
    mode: 0o755,
  }));
  return {source: source.name, binaries, images: await provideImages(inImages, source)};
}

/** Brings the images of some components to this machine, from the cache where it can. @throws AppError as {@link provideComponents}. */
export async function provideComponentImages(names: readonly string[], input: ProvideInput): Promise<readonly ProvidedImage[]> {
  const {components, source} = await open(input);
  return provideImages(
    components.filter(({name}) => names.includes(name)),
    source,
  );
}

/** Programs of our own, which have no release. A machine without Go can do without them, and is told what it misses. */
async function buildOwn(components: readonly Component[], own: ComponentSource, {progress}: ProvideInput): Promise<readonly BuiltBinary[]> {
  try {
    return await own.binaries(components);
  } catch (error) {
    if (!isAppError(error, 'E_TOOL_MISSING')) throw error;
    progress.warn(`The node image comes without ${components.map(({name}) => name).join(', ')}: ${error.message}`);
    return [];
  }
}

async function provideImages(components: readonly Component[], source: ComponentSource): Promise<ProvidedImage[]> {
  const archives = await source.images(components);
  return components.map(({name, image}, index) => ({
    component: name,
    references: [image?.reference ?? ''],
    archive: archives[index] ?? '',
  }));
}

interface Opened {
  readonly components: readonly Component[];
  readonly source: ComponentSource;
  /** For what is only built. */
  readonly own: ComponentSource;
}

async function open(input: ProvideInput): Promise<Opened> {
  const {kubernetesVersion, cacheDir, imageRepository, progress, signal} = input;
  const architecture = goArchitecture();
  const catalogue = await readCatalogue();
  const components = componentsFor(catalogue, kubernetesVersion, architecture);
  const deps = {architecture, cacheDir, progress, signal};
  const mirrors = {binaryMirror: input.binaryMirror ?? 'https://dl.k8s.io', releaseMirror: input.releaseMirror ?? 'https://github.com'};
  const references = components.flatMap(({image}) => (image ? [mirrorReference(image.reference, imageRepository)] : []));
  const chosen = input.source === 'auto' ? await chooseSource(releaseHosts(mirrors, references), deps) : input.source;
  const own = new GoSource(catalogue, components, deps);
  const source = chosen === 'go' ? own : new ReleaseSource({...mirrors, ...(imageRepository === undefined ? {} : {imageRepository})}, deps);
  return {components, source, own};
}
