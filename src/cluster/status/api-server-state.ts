import type {Engine} from '../../engine/engine.ts';
import {isRemote} from '../../engine/is-remote.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {type AdminEntryDeps, adminEntry} from '../kubeconfig/admin-entry.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import type {EntryState, HostState} from './node-status.ts';
import {askForApiServer, probeApiServer} from './probe-api-server.ts';
import {isTimeout} from './probe-host.ts';

/** Where a client connects instead of to the server of its entry. */
export interface Connect {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds after which whatever has not answered counts as broken. */
const patienceMs = {here: 5000, remote: 15_000};

/** Ends with `signal`, and when whatever has not answered counts as broken. */
export function patientSignal({endpoint}: Engine, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(patienceMs[isRemote(endpoint) ? 'remote' : 'here'])]);
}

export interface ApiServerDeps extends AdminEntryDeps {
  /** A client that connects where `connect` says, if it does, instead of to the server of the entry. */
  kubeApi(entry: KubeconfigEntry, connect?: Connect): KubeApi;
}

/** What is known of a cluster before any node is asked. */
export interface ClusterView {
  readonly state: ClusterState;
  /** The user's entry of the cluster. */
  readonly entry: KubeconfigEntry | undefined;
  readonly kubeconfig: EntryState;
}

/** What the containers and the user's kubeconfig say of a cluster. */
export function clusterView(state: ClusterState, kubeconfig: UserKubeconfig): ClusterView {
  const entry = readEntry(state.name, kubeconfig);
  return {state, entry, kubeconfig: entryState(entry, state.spec)};
}

/** A malformed file has no entry: whoever asks how a cluster is shall be told, and not fail. */
function readEntry(cluster: string, kubeconfig: UserKubeconfig): KubeconfigEntry | undefined {
  try {
    return kubeconfig.read(cluster);
  } catch (error) {
    if (isAppError(error, 'E_KUBECONFIG')) return undefined;
    throw error;
  }
}

function entryState(entry: KubeconfigEntry | undefined, spec: DecidedSpec | undefined): EntryState {
  if (!entry || !spec) return 'Misconfigured';
  return entry.server === apiServerUrl(spec) ? 'Configured' : 'Misconfigured';
}

/**
 * How the API server behind the published port is, or the one that `connect` leads to. Asked with the credentials that the user has, which are at
 * hand; where they are missing or do not fit, with those of the node.
 */
export async function apiServerState(
  {state, entry, kubeconfig}: ClusterView,
  connect: Connect | undefined,
  deps: ApiServerDeps,
): Promise<HostState> {
  if (!state.spec) return 'Error';
  const probe = (credentials: KubeconfigEntry) => probeApiServer(deps.kubeApi(credentials, connect), deps.signal);
  try {
    const first = entry && kubeconfig === 'Configured' ? await probe(entry) : undefined;
    return first ?? (await probe(await adminEntry(state, 'published', deps))) ?? 'Error';
  } catch (error) {
    // Without credentials, as before kubeadm has made any, the node can still be asked whether somebody is there.
    const node = state.nodes.find(({spec, container}) => spec.role === 'control-plane' && container?.state === 'running');
    if (isAppError(error, 'E_FILE') && node) return askForApiServer(deps.shellOf(node.name), deps.signal);
    if (isAppError(error) || isTimeout(error)) return 'Error';
    throw error;
  }
}
