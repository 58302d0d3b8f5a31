import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {hostsTomls} from './hosts-toml.ts';

/** A file below the folder that the CLI writes to. */
export interface StateFile {
  readonly name: string;
  readonly content: string;
}

/** What a node's containerd must know of registries: where they are, whom to trust, and patches of its configuration. */
export function registryFiles(
  spec: Pick<ClusterSpec, 'registryMirrors' | 'insecureRegistries' | 'localRegistry' | 'caCertificates' | 'containerdConfigPatches'>,
): StateFile[] {
  return [
    ...[...hostsTomls(spec)].map(([host, content]) => ({name: `registries/${host}/hosts.toml`, content})),
    ...certificates(spec.caCertificates).map((content, index) => ({name: `ca-certificates/cluster-${index + 1}.crt`, content})),
    ...spec.containerdConfigPatches.map((patch, index) => ({
      name: `containerd/flotilla-${String(index + 1).padStart(2, '0')}.toml`,
      content: withVersion(patch),
    })),
  ];
}

/** Each in a file of its own, as the system's list of certificates is made. */
function certificates(texts: readonly string[]): string[] {
  const blocks = texts.flatMap((text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []);
  return [...new Set(blocks)].map((block) => `${block}\n`);
}

/** Patches made for kind say no version, since they change a file of version 2; containerd brings each file to its own version by itself. */
function withVersion(patch: string): string {
  if (/^\s*version\s*=/m.test(patch)) return patch;
  return `version = ${/io\.containerd\.grpc\.v1\.cri/.test(patch) ? 2 : 3}\n${patch}`;
}
