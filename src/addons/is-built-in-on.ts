import type {KubeApi} from '../kube/kube-api.ts';
import {refOf} from './addon-record.ts';
import type {Addon} from './read-addons.ts';

const workloads = ['DaemonSet', 'Deployment'];

/** Whether a cluster has an addon that it may have been born with, and of which nothing is recorded then. */
export async function isBuiltInOn({objects}: Addon, api: KubeApi, signal: AbortSignal): Promise<boolean> {
  const found = await Promise.all(objects.filter(({kind}) => workloads.includes(kind)).map((object) => api.get(refOf(object), {signal})));
  return found.every(Boolean);
}
