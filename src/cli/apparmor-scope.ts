import {type ClusterMachines, openClusterMachines} from '../apparmor/cluster/open-machines.ts';
import type {Machine} from '../apparmor/machine.ts';
import {parseSshDestination} from '../node/ssh-destination.ts';
import {sshHostEndpoint} from '../node/ssh-host-endpoint.ts';
import type {ApparmorFlags} from './apparmor-flags.ts';
import type {RunContext, Wiring} from './wiring.ts';

/** What a command about AppArmor works on. Dispose of it. */
export type ApparmorScope = AsyncDisposable &
  ({readonly hosts: readonly Machine[]; readonly nodes?: undefined} | {readonly nodes: ClusterMachines; readonly hosts?: undefined});

/**
 * Opens the machines that the flags name. None is connected to before a command runs there.
 * @throws AppError E_USAGE, E_FILE; of a cluster also E_APPARMOR_UNSUPPORTED, E_CLUSTER_NOT_FOUND, E_NOT_RUNNING.
 */
export async function openScope(flags: ApparmorFlags, profile: string, wiring: Wiring, context: RunContext): Promise<ApparmorScope> {
  if (!flags.host) {
    const nodes = await openClusterMachines(
      {cluster: profile, nodes: flags.node, transport: flags.transport},
      await wiring.nodeShellDeps(context),
    );
    return {nodes, [Symbol.asyncDispose]: () => nodes[Symbol.asyncDispose]()};
  }
  const agent = process.env['SSH_AUTH_SOCK'];
  const {'identity-file': identityFile, 'known-hosts': knownHosts} = flags;
  const destinations = [...new Set(flags.host)].map(parseSshDestination);
  const endpoints = await Promise.all(
    destinations.map((destination) =>
      sshHostEndpoint(destination, {
        ...(identityFile === undefined ? {} : {identityFile}),
        ...(agent ? {agent} : {}),
        ...(knownHosts === undefined ? {} : {knownHostsFiles: [knownHosts]}),
      }),
    ),
  );
  const shells = await Promise.all(endpoints.map((endpoint) => wiring.sshShell(endpoint)));
  return {
    hosts: endpoints.map(({name, username}, at): Machine => ({name, isRoot: username === 'root', shell: shells[at] as Machine['shell']})),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(shells.map((shell) => shell[Symbol.asyncDispose]()));
    },
  };
}
