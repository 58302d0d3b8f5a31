import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {type AdminEntryDeps, adminEntry} from './admin-entry.ts';
import type {UserKubeconfig} from './user-kubeconfig.ts';

export interface UpdateContextDeps extends AdminEntryDeps {
  readonly kubeconfig: UserKubeconfig;
}

export interface UpdatedContext {
  readonly name: string;
  readonly server: string;
  /** Whether the entry was missing or led elsewhere. */
  readonly changed: boolean;
}

/** Makes the user's kubeconfig lead to the cluster, with its credentials, and its context the current one. */
export async function updateContext(state: ClusterState, deps: UpdateContextDeps): Promise<UpdatedContext> {
  const {name} = state;
  const entry = await adminEntry(state, 'published', deps);
  const changed = !isSame(deps.kubeconfig.read(name), entry);
  if (changed) await deps.kubeconfig.merge(entry, false);
  else await deps.kubeconfig.switchTo(name);
  return {name, server: entry.server, changed};
}

function isSame(existing: KubeconfigEntry | undefined, wanted: KubeconfigEntry): boolean {
  const keys = ['server', 'caData', 'clientCertData', 'clientKeyData'] as const;
  return existing !== undefined && keys.every((key) => existing[key] === wanted[key]);
}
