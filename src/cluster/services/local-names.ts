import type {HostsFile} from '../../network/local-names/hosts-file.ts';
import {type HostName, hostLine, isNamed, removalCommand, withHosts, withoutCluster} from '../../network/local-names/hosts-text.ts';
import type {Progress} from '../../progress/progress.ts';

/** What a Service may be called on this machine. */
export interface NamedService {
  readonly namespace: string;
  readonly name: string;
  /** Where this machine reaches it. */
  readonly address: string;
}

export interface NameDeps {
  readonly hosts: HostsFile;
  readonly progress: Progress;
  /** Whether the system resolves a name to this address. */
  resolvesTo(name: string, address: string): Promise<boolean>;
}

/** The name in the hosts file: the ending is reserved for networks like this one. Browsers take `.localhost` for 127.0.0.1, whatever a file says. */
export const hostNameOf = ({namespace, name, address}: NamedService, cluster: string): HostName => ({
  name: `${name}.${namespace}.${cluster}.internal`,
  address,
});

/**
 * A name that leads to the Service now: one of the hosts file, or for a port of this machine one that systems with systemd's resolver
 * resolve by themselves. Undefined where none does. No name server is asked but for the second, which is about this machine.
 */
export async function findName(service: NamedService, cluster: string, {hosts, resolvesTo}: NameDeps): Promise<string | undefined> {
  const own = hostNameOf(service, cluster);
  if (isNamed(await hosts.read(), own)) return own.name;
  if (service.address !== '127.0.0.1') return undefined;
  const local = `${service.name}.${service.namespace}.${cluster}.localhost`;
  return (await resolvesTo(local, service.address)) ? local : undefined;
}

/** Writes names of Services to the hosts file, as the user asked. Says how to do it where this user may not. */
export async function writeNames(services: readonly NamedService[], cluster: string, {hosts, progress}: NameDeps): Promise<void> {
  const before = await hosts.read();
  const missing = services.map((service) => hostNameOf(service, cluster)).filter((name) => !isNamed(before, name));
  if (missing.length === 0 || (await hosts.write(withHosts(before, missing, cluster)))) return;
  progress.warn(
    `You may not write ${hosts.path}. To have the names: ${missing.map((name) => appendCommand(name, cluster, hosts)).join('; ')}`,
  );
}

/** Takes all names of a cluster out of the hosts file, if it has any. */
export async function forgetNames(cluster: string, {hosts, progress}: Pick<NameDeps, 'hosts' | 'progress'>): Promise<void> {
  const before = await hosts.read();
  const after = withoutCluster(before, cluster);
  if (after === before || (await hosts.write(after))) return;
  progress.warn(
    `${hosts.path} still has names of "${cluster}", and you may not write it. To remove them: ${removalCommand(hosts.path, cluster)}`,
  );
}

const appendCommand = (name: HostName, cluster: string, {path}: HostsFile): string =>
  `echo '${hostLine(name, cluster)}' | sudo tee -a ${path}`;
