import {join} from 'node:path';
import {cached} from '../cached.ts';
import type {LayerEntry} from '../oci/layer-entry.ts';
import {readTarEntries} from '../oci/read-tar-entries.ts';
import {debianKey, mmdebstrap} from './mmdebstrap.ts';

export interface DebianFilesDeps {
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

/** Package databases, caches and what mmdebstrap itself adds: not from the packages, or of no use in an image. */
const dropped =
  /^(dev|proc|sys|run|tmp|boot|var|etc\/(apt|dpkg|init\.d|hostname|fstab|resolv\.conf)|usr\/share\/(doc|man|locale|lintian|bug|info|bash-completion|perl5|debconf))(\/|$)|\/gconv\//;

/** The files of Debian packages and of all they depend on, unpacked and not configured: no maintainer script has run. */
export async function debianFiles(packages: readonly string[], deps: DebianFilesDeps): Promise<LayerEntry[]> {
  const entries = await readTarEntries(await debianTar(packages, deps), deps.signal);
  return entries.filter(({path}) => path !== '' && !dropped.test(path));
}

/** Changes with the packages and their versions. */
export function debianFilesKey(packages: readonly string[], signal: AbortSignal): Promise<string> {
  return debianKey(packages, 'extract', signal);
}

async function debianTar(packages: readonly string[], {cacheDir, signal}: DebianFilesDeps): Promise<string> {
  const key = await debianFilesKey(packages, signal);
  return cached(join(cacheDir, 'debian', `${key}.tar`), (file) => mmdebstrap({variant: 'extract', packages, file}, signal));
}
