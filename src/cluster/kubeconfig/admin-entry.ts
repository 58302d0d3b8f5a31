import {AppError} from '../../errors/app-error.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {parseKubeconfig} from '../../kube/kubeconfig/read-kubeconfig.ts';
import {urlHost} from '../../network/address.ts';
import type {Shell} from '../../node/shell.ts';
import {nodeAddress} from '../plan/addresses.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import {apiServerPort} from '../plan/names.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {requireSpec} from './require-spec.ts';

export interface AdminEntryDeps {
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
}

/** Where the server of an entry is: the port published on this machine, or a control plane's address in the network of the nodes. */
export type Reach = 'published' | 'internal';

/**
 * The administrator's kubeconfig entry, with credentials from the first control plane that runs.
 * @throws AppError E_NOT_RUNNING when none runs.
 */
export async function adminEntry(state: ClusterState, reach: Reach, {shellOf, signal}: AdminEntryDeps): Promise<KubeconfigEntry> {
  const spec = requireSpec(state);
  const source = state.nodes.find((node) => node.spec.role === 'control-plane' && node.container?.state === 'running');
  if (!source) {
    throw new AppError('E_NOT_RUNNING', `No control plane of the cluster "${state.name}" is running.`, {
      hints: [`flotilla start -p ${state.name}`],
    });
  }
  const file = await shellOf(source.name).read('/etc/kubernetes/admin.conf', {signal});
  const entry = parseKubeconfig(file.toString());
  if (!entry) {
    throw new AppError('E_NODE', `Node ${source.name} has no credentials of an administrator.`, {
      hints: [`flotilla start -p ${state.name} finishes a start that was interrupted`],
    });
  }
  const internal = `https://${urlHost(nodeAddress(spec.networking.subnet, source.index))}:${apiServerPort}`;
  return {...entry, name: state.name, server: reach === 'internal' ? internal : apiServerUrl(spec)};
}
