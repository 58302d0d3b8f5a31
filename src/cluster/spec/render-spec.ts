import {stringify} from 'yaml';
import type {ClusterSpec} from './cluster-spec.ts';

/** The file that {@link readSpec} reads as this specification. */
export function renderSpec({name, kubernetesVersion, image, ...rest}: ClusterSpec): string {
  const head = {apiVersion: 'flotilla.dev/v1alpha1', kind: 'Cluster', name, kubernetesVersion, ...(image === undefined ? {} : {image})};
  return stringify({...head, ...rest}, {lineWidth: 0, aliasDuplicateObjects: false});
}
