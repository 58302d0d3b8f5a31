import {apiServerUrl} from '../plan/api-server-url.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {clusterHealth} from './cluster-health.ts';
import type {Selection} from './profile-document.ts';

export const profileColumns = ['Profile', 'Kubernetes', 'Status', 'Nodes', 'API server', 'Active profile', 'Current context'] as const;

/** Clusters as rows of a table; nodes that do not run are told apart from those that exist. */
export function profileRows(states: readonly ClusterState[], {active, currentContext}: Selection): string[][] {
  return states.map((state) => {
    const {name, nodes, spec} = state;
    const running = nodes.filter(({container}) => container?.state === 'running').length;
    return [
      name,
      spec?.kubernetesVersion ?? '?',
      clusterHealth(state),
      running === nodes.length ? String(nodes.length) : `${running}/${nodes.length}`,
      spec ? apiServerUrl(spec) : '?',
      name === active ? '*' : '',
      name === currentContext ? '*' : '',
    ];
  });
}
