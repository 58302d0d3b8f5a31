import {parse} from 'yaml';
import {renderKubeconfig} from '../../kube/kubeconfig/edit-kubeconfig.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {type AdminEntryDeps, adminEntry, type Reach} from './admin-entry.ts';

/** A whole kubeconfig with the cluster alone, as YAML text and as the same document. @throws AppError E_NOT_RUNNING. */
export async function printKubeconfig(state: ClusterState, reach: Reach, deps: AdminEntryDeps): Promise<{text: string; document: object}> {
  const text = renderKubeconfig(await adminEntry(state, reach, deps));
  return {text, document: parse(text)};
}
