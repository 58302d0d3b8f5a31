import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {localRegistryAddresses, localRegistryEndpoint} from './local-registry.ts';

/** One place that a registry is asked at. */
interface Endpoint {
  readonly url: string;
  readonly skipVerify: boolean;
}

/** containerd's hosts.toml of every registry that the specification says something about, by the registry's host. */
export function hostsTomls(
  spec: Pick<ClusterSpec, 'registryMirrors' | 'insecureRegistries' | 'localRegistry'>,
): ReadonlyMap<string, string> {
  const {registryMirrors, localRegistry} = spec;
  const insecure = new Set(spec.insecureRegistries.filter((host) => !isNetwork(host)));
  const files = new Map<string, string>();
  for (const host of new Set([...Object.keys(registryMirrors), ...insecure])) {
    const mirrors = (registryMirrors[host] ?? []).map((url) => ({url, skipVerify: insecure.has(new URL(url).host)}));
    // As Docker does: any certificate will do, and no TLS at all.
    const itself = insecure.has(host)
      ? [`https://${host}`, `http://${host}`].map((url) => ({url, skipVerify: url.startsWith('https:')}))
      : [];
    files.set(host === '*' ? '_default' : host, hostsToml(serverOf(host), [...mirrors, ...itself]));
  }
  for (const host of localRegistry ? localRegistryAddresses(localRegistry.port) : []) {
    files.set(host, hostsToml(localRegistryEndpoint, [{url: localRegistryEndpoint, skipVerify: false}]));
  }
  return files;
}

/** containerd knows registries by host, not by network. */
export const isNetwork = (host: string): boolean => host.includes('/');

function serverOf(host: string): string | undefined {
  if (host === '*' || host === '_default') return undefined;
  return host === 'docker.io' ? 'https://registry-1.docker.io' : `https://${host}`;
}

function hostsToml(server: string | undefined, endpoints: readonly Endpoint[]): string {
  const head = server === undefined ? [] : [`server = ${JSON.stringify(server)}`, ''];
  const tables = endpoints.flatMap(({url, skipVerify}) => [
    `[host.${JSON.stringify(url.replace(/\/+$/, ''))}]`,
    '  capabilities = ["pull", "resolve"]',
    ...(skipVerify ? ['  skip_verify = true'] : []),
    // A path with the API's version in it is the whole path: containerd adds nothing.
    ...(/\/v2(?:\/|$)/.test(new URL(url).pathname) ? ['  override_path = true'] : []),
    '',
  ]);
  return [...head, ...tables].join('\n');
}
