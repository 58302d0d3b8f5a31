import type {Images} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {contentKey} from '../content-key.ts';
import {type DebianFilesDeps, debianFiles, debianFilesKey} from '../debian/debian-files.ts';
import {directoryEntry, fileEntry, textContent} from '../oci/layer-entry.ts';
import {singleLayerImage} from '../oci/oci-image.ts';
import {packArchive} from '../oci/write-archive.ts';

export interface RegistryImageDeps extends DebianFilesDeps {
  readonly images: Images;
  readonly progress: Progress;
  /** Of the engine, as Go calls it. */
  readonly architecture: string;
}

const packages = ['docker-registry'];

const configuration = `version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: /var/lib/docker-registry}
  delete: {enabled: true}
  cache: {blobdescriptor: inmemory}
http: {addr: ':5000'}
`;

/**
 * The image of the registry beside a cluster, made of Debian's package docker-registry. Returns its name.
 * @throws AppError E_TOOL_MISSING without mmdebstrap, E_IMAGE_BUILD.
 */
export async function ensureRegistryImage(deps: RegistryImageDeps): Promise<string> {
  const {images, progress, architecture, signal} = deps;
  const key = contentKey({debian: await debianFilesKey(packages, signal), configuration, architecture});
  const reference = `flotilla/registry:${key}`;
  if (await images.inspect(reference, {signal})) return reference;
  await progress.step('Making the image of the registry', async () => {
    const entries = [
      ...(await debianFiles(packages, deps)),
      directoryEntry('tmp', 0o1777),
      directoryEntry('var/lib/docker-registry'),
      fileEntry('etc/flotilla-registry.yml', textContent(configuration)),
    ];
    const entrypoint = ['/usr/bin/docker-registry', 'serve', '/etc/flotilla-registry.yml'];
    const image = await singleLayerImage([reference], {architecture, entrypoint}, entries, signal);
    await images.load(packArchive([image]), {signal});
  });
  return reference;
}
