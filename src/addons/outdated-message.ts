import type {KubeApi} from '../kube/kube-api.ts';
import type {KubeObject} from '../kube/kube-types.ts';

const kinds = {secret: 'Secret', configmap: 'ConfigMap'} as const;

/** Whether a pod complains of a Secret or ConfigMap that is there by now: its kubelet has not tried again yet. */
export async function isOutdated(message: string, namespace: string, api: Pick<KubeApi, 'get'>, signal: AbortSignal): Promise<boolean> {
  const [, kind, name] = /\b(secret|configmap) "([^"]+)" not found/.exec(message) ?? [];
  if (name === undefined) return false;
  const ref = {apiVersion: 'v1', kind: kinds[kind as keyof typeof kinds], name, namespace};
  return (await api.get<KubeObject>(ref, {signal})) !== undefined;
}
