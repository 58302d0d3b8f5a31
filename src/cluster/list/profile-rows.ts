import {apiServerUrl} from '../plan/api-server-url.ts';
import type {ListedCluster} from './cluster-health.ts';
import type {Selection} from './profile-document.ts';

export const profileColumns = ['Profile', 'Kubernetes', 'Status', 'Nodes', 'API server', 'Active profile', 'Current context'] as const;

/** Clusters as rows of a table; nodes that do not run are told apart from those that exist. */
export function profileRows(clusters: readonly ListedCluster[], {active, currentContext}: Selection): string[][] {
  return clusters.map(({state: {name, nodes, spec}, health}) => {
    const running = nodes.filter(({container}) => container?.state === 'running').length;
    return [
      name,
      spec?.kubernetesVersion ?? '?',
      health,
      running === nodes.length ? String(nodes.length) : `${running}/${nodes.length}`,
      spec ? apiServerUrl(spec) : '?',
      name === active ? '*' : '',
      name === currentContext ? '*' : '',
    ];
  });
}
