import {stat} from 'node:fs/promises';
import {join, posix} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import {cached} from './cached.ts';
import type {Component} from './catalogue.ts';
import {contentKey} from './content-key.ts';
import {busyboxLinks} from './debian/busybox-links.ts';
import {caBundle} from './debian/ca-bundle.ts';
import {debianFiles, debianFilesKey} from './debian/debian-files.ts';
import {moduleEntries} from './module-entries.ts';
import {directoryEntry, fileContent, fileEntry, type LayerEntry, symlinkEntry, textContent} from './oci/layer-entry.ts';
import {singleLayerImage} from './oci/oci-image.ts';
import {writeArchive} from './oci/write-archive.ts';
import type {BuiltBinary} from './sources/built-binary.ts';

export interface ComponentImageDeps {
  readonly architecture: string;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
  /** The unpacked Go module of a component, of which images may hold files. */
  moduleFolder?(component: Component): Promise<string>;
}

/** Raise it when the way of making images changes what comes out. */
const recipeGeneration = 1;

/** Writes the image of a component around its binaries as an archive in the cache, or finds it there, and gives the archive's path. */
export async function writeComponentImage(
  component: Component,
  binaries: readonly BuiltBinary[],
  deps: ComponentImageDeps,
): Promise<string> {
  const {image, version, name} = component;
  if (!image) throw new AppError('E_INTERNAL', `${name} has no image.`);
  const {architecture, cacheDir, signal} = deps;
  const packages = [...image.packages, ...(image.certificates ? ['ca-certificates'] : [])];
  const debian = packages.length > 0 ? await debianFilesKey(packages, signal) : undefined;
  const key = contentKey({
    generation: recipeGeneration,
    image,
    version,
    binaries: binaries.map(({binary, key}) => [binary, key]),
    debian,
    architecture,
  });
  return cached(join(cacheDir, 'images', `${name}-${key}.tar`), async (file) => {
    const {entrypoint, cmd, user, env} = image;
    const config = {architecture, env, ...(entrypoint && {entrypoint}), ...(cmd && {cmd}), ...(user !== undefined && {user})};
    const made = await singleLayerImage([image.reference], config, await layerOf(component, binaries, deps), signal);
    await writeArchive([made], file, signal);
  });
}

async function layerOf(component: Component, binaries: readonly BuiltBinary[], deps: ComponentImageDeps): Promise<LayerEntry[]> {
  const {image} = component;
  if (!image) return [];
  const packaged = image.packages.length > 0 ? await debianFiles(image.packages, deps) : [];
  return [
    ...accounts(),
    ...packaged,
    ...(image.certificates ? [await caBundle(deps)] : []),
    ...(image.busybox === undefined ? [] : await busyboxLinks(image.busybox, packaged, deps.signal)),
    ...Object.entries(image.links).map(([path, target]) => symlinkEntry(path, target)),
    ...(await moduleEntries(component, deps)),
    ...(await Promise.all(binaries.map(({binary, file}) => programEntry(posix.join(image.folder ?? '/', binary), file)))),
  ];
}

async function programEntry(path: string, file: string): Promise<LayerEntry> {
  return fileEntry(path, fileContent(file, (await stat(file)).size), 0o755);
}

/** What programs expect of any system: names of users, a resolver order, a place for temporary files. */
function accounts(): LayerEntry[] {
  return [
    directoryEntry('tmp', 0o1777),
    fileEntry(
      'etc/passwd',
      textContent(
        'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
      ),
    ),
    fileEntry('etc/group', textContent('root:x:0:\nnonroot:x:65532:\nnogroup:x:65534:\n')),
    fileEntry('etc/nsswitch.conf', textContent('hosts: files dns\n')),
  ];
}
