import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import {repositoryOf} from './image-aliases.ts';

interface Workload extends KubeObject {
  readonly spec?: {
    readonly template?: {readonly spec?: {readonly containers?: readonly {readonly name: string; readonly image: string}[]}};
  };
}

const namespace = 'kube-system';
const workloads = [
  {kind: 'DaemonSet', name: 'kube-proxy'},
  {kind: 'Deployment', name: 'coredns'},
  {kind: 'Deployment', name: 'storage-provisioner'},
] as const;

/** Lets the system's workloads use the images of the nodes' image. What users have made of them otherwise stays. */
export async function upgradeSystem(contents: readonly string[], api: KubeApi, signal: AbortSignal): Promise<void> {
  await mapConcurrent(workloads, {signal}, async ({kind, name}, scope) => {
    const ref = {apiVersion: 'apps/v1', kind, name, namespace};
    const found = await api.get<Workload>(ref, {signal: scope});
    const containers = found ? newImages(found, contents) : [];
    if (containers.length > 0) await api.patch(ref, {spec: {template: {spec: {containers}}}}, {signal: scope, type: 'strategic'});
  });
}

/** Containers of a workload whose image is there in another version. */
export function newImages({spec}: Workload, contents: readonly string[]): {readonly name: string; readonly image: string}[] {
  return (spec?.template?.spec?.containers ?? []).flatMap(({name, image}) => {
    const newer = contents.find((candidate) => repositoryOf(candidate) === repositoryOf(image));
    return newer === undefined || newer === image ? [] : [{name, image: newer}];
  });
}
