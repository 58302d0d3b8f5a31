import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {isKubeApiError, isTemporary} from '../../kube/kube-api-error.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {adminEntry} from '../kubeconfig/admin-entry.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import type {StatusDeps} from '../status/read-status.ts';

export type ClusterApiDeps = Pick<StatusDeps, 'kubeApi' | 'kubeconfig' | 'shellOf' | 'signal'>;

/**
 * A client of a cluster's API server that answers: with the user's own credentials, which are at hand, or with those of a node where these are
 * missing or do not fit. Close it.
 * @throws AppError E_NOT_RUNNING, E_API.
 */
export async function openClusterApi(state: ClusterState, deps: ClusterApiDeps): Promise<KubeApi> {
  requireControlPlane(state);
  const own = ownEntry(state, deps);
  return (own && (await tryApi(own, deps))) ?? deps.kubeApi(await adminEntry(state, 'published', deps));
}

function requireControlPlane({name, nodes}: ClusterState): void {
  const states = nodes.filter(({spec}) => spec.role === 'control-plane').map(({container}) => container?.state);
  if (states.includes('running')) return;
  const paused = states.includes('paused');
  throw new AppError('E_NOT_RUNNING', `The cluster "${name}" is ${paused ? 'paused' : 'not running'}.`, {
    hints: [`flotilla ${paused ? 'unpause' : 'start'} -p ${name}`],
  });
}

/** The user's entry of the cluster, if it leads there. A malformed file has none. */
function ownEntry(state: ClusterState, {kubeconfig}: ClusterApiDeps): KubeconfigEntry | undefined {
  try {
    const entry = kubeconfig.read(state.name);
    return entry?.server === apiServerUrl(requireSpec(state)) && entry.clientCertData !== '' ? entry : undefined;
  } catch (error) {
    if (error instanceof AppError && error.id === 'E_KUBECONFIG') return undefined;
    throw error;
  }
}

/** Undefined when the API server does not accept these credentials, or they not its certificate. */
async function tryApi(entry: KubeconfigEntry, {kubeApi, signal}: ClusterApiDeps): Promise<KubeApi | undefined> {
  const api = kubeApi(entry);
  try {
    await api.getText('/version', {signal});
    return api;
  } catch (error) {
    api.close();
    if (isKubeApiError(error) && !isTemporary(error)) return undefined;
    throw error;
  }
}
