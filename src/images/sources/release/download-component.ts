import {chmod, mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../../../errors/app-error.ts';
import {cached} from '../../cached.ts';
import type {Component} from '../../catalogue.ts';
import {contentKey} from '../../content-key.ts';
import {fillTemplate} from '../../fill-template.ts';
import type {BuiltBinary} from '../built-binary.ts';
import {fetchChecksum} from './checksum-file.ts';
import {extractMembers} from './extract-members.ts';
import {httpGet} from './http-get.ts';
import {saveBody} from './save-body.ts';

export interface Mirrors {
  /** Where Kubernetes publishes its binaries: "https://dl.k8s.io". */
  readonly binaryMirror: string;
  /** Where the other projects publish theirs, with GitHub's paths: "https://github.com". */
  readonly releaseMirror: string;
}

export interface DownloadDeps {
  readonly cacheDir: string;
  readonly architecture: string;
  readonly signal: AbortSignal;
}

/**
 * Fetches the published binaries of a component, checks them and takes them out of their archive, or finds them in the cache.
 * @throws AppError E_DOWNLOAD, E_CHECKSUM.
 */
export async function downloadComponent(component: Component, mirrors: Mirrors, deps: DownloadDeps): Promise<BuiltBinary[]> {
  const {name, version, release} = component;
  if (!release) throw new AppError('E_INTERNAL', `${name} has no published binaries.`);
  const url = fillTemplate(release.url, {...mirrors});
  const checksumUrl = fillTemplate(release.checksum, {...mirrors, url});
  const key = contentKey({source: 'release', name, version, architecture: deps.architecture, members: release.members, url});
  const folder = await cached(join(deps.cacheDir, 'binaries', key), async (output) => {
    await mkdir(output, {recursive: true});
    const sha256 = await fetchChecksum(checksumUrl, url, deps.signal);
    const file = join(output, release.members ? 'archive' : name);
    await download(url, file, sha256, deps.signal);
    if (!release.members) return chmod(file, 0o755);
    await extractMembers(file, release.members, output, deps.signal);
    await rm(file);
  });
  return Object.keys(release.members ?? {[name]: ''}).map((binary) => ({component: name, binary, file: join(folder, binary), key}));
}

async function download(url: string, file: string, sha256: string, signal: AbortSignal): Promise<void> {
  const response = await httpGet(url, {signal});
  if (response.ok) return saveBody({response, file, sha256, what: url}, signal);
  await response.body?.cancel();
  throw new AppError('E_DOWNLOAD', `${url} cannot be fetched: HTTP status ${response.status}.`, {
    hints: ['flotilla start --image-source go builds everything from its Go modules instead'],
  });
}
