import {stringify} from 'yaml';
import type {ClusterSpec} from './cluster-spec.ts';

/** The file that {@link readSpec} reads as this specification. Lists and maps that are empty are left out; everything else is said. */
export function renderSpec({name, kubernetesVersion, image, nodes, ...rest}: ClusterSpec): string {
  const head = {apiVersion: 'flotilla.dev/v1alpha1', kind: 'Cluster', name, kubernetesVersion, ...(image === undefined ? {} : {image})};
  const listed = nodes.map(({role, ...node}) => ({role, ...filled(node)}));
  const divided = {apiServer: filled(rest.apiServer), componentArguments: filled(rest.componentArguments)};
  return stringify({...head, nodes: listed, ...filled({...rest, ...divided})}, {lineWidth: 0, aliasDuplicateObjects: false});
}

function filled(fields: object): object {
  const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
