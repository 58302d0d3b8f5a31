import type {Manifest} from '../../kube/manifests/manifest.ts';
import {localRegistryHosting} from '../plan/local-registry.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';

/** Where development tools look for a registry to push to. The namespace is the API server's own, which may not have made it yet. */
export function localRegistryObjects({localRegistry}: Pick<ClusterSpec, 'localRegistry'>): Manifest[] {
  if (!localRegistry) return [];
  return [
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'kube-public'}},
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'local-registry-hosting', namespace: 'kube-public'},
      data: {'localRegistryHosting.v1': localRegistryHosting(localRegistry.port)},
    },
  ];
}
