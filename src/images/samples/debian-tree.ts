import {join} from 'node:path';
import {cached} from '../cached.ts';
import type {DebianFilesDeps} from '../debian/debian-files.ts';
import {debianKey, mmdebstrap} from '../debian/mmdebstrap.ts';
import type {LayerEntry} from '../oci/layer-entry.ts';
import {readTarEntries} from '../oci/read-tar-entries.ts';

/** In every image: what the tutorials have their pods run, and whom TLS trusts. */
const basePackages = ['ca-certificates', 'curl', 'procps'];

/** What packages leave behind that no program reads, and what a runtime puts into a container itself. */
const swept = [
  '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/* "$1"/var/log/* "$1"/var/lib/dpkg/*-old "$1"/tmp/* "$1"/run/*',
  '--customize-hook=rm -f "$1"/etc/machine-id "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/etc/ld.so.cache "$1"/etc/passwd- "$1"/etc/shadow-',
];

/** Java's maintainer script makes links among manual pages, and fails where their folder is missing. */
const manualFolder = '--setup-hook=mkdir -p "$1"/usr/share/man/man1';

const recipe = {variant: 'minbase', basePackages, swept} as const;

/** Changes with the packages and their versions. */
export function debianTreeKey(packages: readonly string[], signal: AbortSignal): Promise<string> {
  return debianKey([...basePackages, ...packages], recipe, signal);
}

/** A whole Debian system with these packages installed, as a list of files; made once, a minute at the most, then kept. */
export async function debianTree(packages: readonly string[], {cacheDir, signal}: DebianFilesDeps): Promise<LayerEntry[]> {
  const key = await debianTreeKey(packages, signal);
  const all = [...basePackages, ...packages];
  const tar = await cached(join(cacheDir, 'debian', `sample-${key}.tar`), (file) =>
    mmdebstrap({variant: 'minbase', packages: all, options: [manualFolder, ...swept], file}, signal),
  );
  const entries = await readTarEntries(tar, signal);
  return entries.filter(({path}) => path !== '' && !/^(dev|proc|sys)\//.test(path));
}
