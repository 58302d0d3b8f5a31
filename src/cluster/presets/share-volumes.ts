import type {Engine} from '../../engine/engine.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import {type ClusterApiDeps, openClusterApi} from '../access/open-cluster-api.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {defaultMark} from '../system/storage.ts';
import {type FoundClass, storageClassKind as kind, markPatch, sharedClass, stepsToShared} from './shared-class.ts';

interface StorageClass extends KubeObject {
  readonly provisioner: string;
}

/** All classes, the newest first. */
export async function listClasses(api: KubeApi, signal: AbortSignal): Promise<FoundClass[]> {
  const {items} = await api.list<StorageClass>(kind, {signal});
  const age = ({metadata}: StorageClass): string => metadata.creationTimestamp ?? '';
  return items
    .toSorted((a, b) => age(b).localeCompare(age(a)) || a.metadata.name.localeCompare(b.metadata.name))
    .map(({metadata: {name, annotations}, provisioner}) => ({name, provisioner, isDefault: annotations?.[defaultMark] === 'true'}));
}

/** Gives claims that name no class volumes that every node sees. @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_API. */
export async function shareVolumes(cluster: string, deps: ClusterApiDeps & {readonly engine: Engine}): Promise<void> {
  const {engine, signal} = deps;
  const api = await openClusterApi(await requireCluster(engine, cluster, {signal}), deps);
  try {
    const steps = stepsToShared(await listClasses(api, signal));
    if (!steps) return;
    if (steps.make) await api.apply(sharedClass, {signal});
    for (const name of steps.unmark) await api.patch({...kind, name}, markPatch(false), {signal});
  } finally {
    api.close();
  }
}
