import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import {renameImages} from './rename-images.ts';

interface SystemObject extends KubeObject {
  readonly spec?: {readonly template?: {readonly spec?: object}};
  readonly data?: Readonly<Record<string, string>>;
}

const namespace = 'kube-system';
const objects = [
  {apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-proxy'},
  {apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-network-policies'},
  {apiVersion: 'apps/v1', kind: 'Deployment', name: 'coredns'},
  {apiVersion: 'v1', kind: 'ConfigMap', name: 'storage-provisioner-local'},
  {apiVersion: 'v1', kind: 'ConfigMap', name: 'storage-provisioner-shared'},
  {apiVersion: 'apps/v1', kind: 'Deployment', name: 'storage-provisioner'},
] as const;

/** Lets the system's workloads use the images of the nodes' image. What users have made of them otherwise stays. */
export async function upgradeSystem(contents: readonly string[], api: KubeApi, signal: AbortSignal): Promise<void> {
  await mapConcurrent(objects, {signal}, async (object, scope) => {
    const ref = {...object, namespace};
    const found = await api.get<SystemObject>(ref, {signal: scope});
    const before = found?.data ?? found?.spec?.template?.spec;
    if (before === undefined) return;
    const after = renameImages(before, contents);
    if (after === before) return;
    const patch = found?.data ? {data: after} : {spec: {template: {spec: after}}};
    await api.patch(ref, patch, {signal: scope});
  });
}
