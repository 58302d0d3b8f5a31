import {join} from 'node:path';
import {busyboxLinks} from '../debian/busybox-links.ts';
import {type DebianFilesDeps, debianFiles} from '../debian/debian-files.ts';
import {directoryEntry, fileEntry, type LayerEntry, textContent} from '../oci/layer-entry.ts';
import {type Blob, layerBlob} from '../oci/oci-image.ts';
import {accountEntries, ownedEntries} from './accounts.ts';
import {debianTree} from './debian-tree.ts';
import {layerDifference, withFolders} from './layer-difference.ts';
import {mavenJars} from './maven-jars.ts';
import type {Sample} from './sample-schema.ts';
import {folderEntries} from './sample-tree.ts';

/** Makes layers; equal ones are made once however many samples rest on them. */
export class SampleLayers {
  readonly #deps: DebianFilesDeps;
  readonly #installed = new Map<string, Promise<{readonly tree: readonly LayerEntry[]; readonly layers: readonly Blob[]}>>();
  #base: Promise<{readonly tree: readonly LayerEntry[]; readonly layer: Blob}> | undefined;

  constructor(deps: DebianFilesDeps) {
    this.#deps = deps;
  }

  /** The layers of a sample's images, the lowest first: Debian, the packages, the files of our own. */
  async of(sample: Sample): Promise<Blob[]> {
    const {accounts = {}, folder, jars} = sample;
    const {tree, layers} = await this.#packages(sample);
    const below = new Map(tree.map((entry) => [entry.path, entry]));
    const files = [
      ...(await folderEntries(join(folder, 'files'))),
      ...(await accountEntries(accounts, below)),
      ...(jars === undefined ? [] : await mavenJars(folder, jars, this.#deps)),
    ];
    if (files.length === 0) return [...layers];
    const own = ownedEntries(withFolders(files, below), accounts);
    return [...layers, await layerBlob(own, this.#deps.signal)];
  }

  #packages(sample: Sample): Promise<{readonly tree: readonly LayerEntry[]; readonly layers: readonly Blob[]}> {
    const {base, packages, busybox} = sample;
    const key = JSON.stringify({base, packages: packages.toSorted(), busybox});
    const made = this.#installed.get(key) ?? (base === 'none' ? this.#bare(sample) : this.#onDebian(packages));
    this.#installed.set(key, made);
    return made;
  }

  async #onDebian(packages: readonly string[]): Promise<{readonly tree: readonly LayerEntry[]; readonly layers: readonly Blob[]}> {
    this.#base ??= this.#debian();
    const {tree, layer} = await this.#base;
    if (packages.length === 0) return {tree, layers: [layer]};
    const above = await debianTree(packages, this.#deps);
    const {signal} = this.#deps;
    return {tree: above, layers: [layer, await layerBlob(await layerDifference(tree, above, signal), signal)]};
  }

  async #debian(): Promise<{readonly tree: readonly LayerEntry[]; readonly layer: Blob}> {
    const tree = await debianTree([], this.#deps);
    return {tree, layer: await layerBlob(tree, this.#deps.signal)};
  }

  /** Nothing but the files of the packages and the accounts that programs expect. */
  async #bare({packages, busybox}: Sample): Promise<{readonly tree: readonly LayerEntry[]; readonly layers: readonly Blob[]}> {
    const {signal} = this.#deps;
    const files = await debianFiles(packages, this.#deps);
    const tree = [
      directoryEntry('tmp', 0o1777),
      fileEntry('etc/passwd', textContent('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n')),
      fileEntry('etc/group', textContent('root:x:0:\nnogroup:x:65534:\n')),
      ...files,
      ...(busybox === undefined ? [] : await busyboxLinks(busybox, files, signal)),
    ];
    return {tree, layers: [await layerBlob(tree, signal)]};
  }
}
