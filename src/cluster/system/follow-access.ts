import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import type {ApiAccess} from '../plan/api-access.ts';
import {accessAnnotation, apiEnvironment, type EnvironmentVariable} from './api-environment.ts';

interface Workload extends KubeObject {
  readonly spec?: {
    readonly template?: {
      readonly metadata?: {readonly annotations?: Readonly<Record<string, string>>};
      readonly spec?: {readonly containers?: readonly {readonly name: string; readonly env?: readonly EnvironmentVariable[]}[]};
    };
  };
}

const namespace = 'kube-system';
const daemonSets = ['kube-proxy', 'kube-network-policies'] as const;
const deployments = ['coredns', 'storage-provisioner'] as const;

/**
 * Leads the system's pods to the API server's present address: when a cluster gets its load balancer, that is another. Pods that know it stay
 * as they are, and workloads that the user removed stay removed.
 */
export async function followAccess(access: ApiAccess, api: KubeApi, signal: AbortSignal): Promise<void> {
  const refs = (kind: string, names: readonly string[]) => names.map((name) => ({apiVersion: 'apps/v1', kind, name, namespace}));
  await mapConcurrent([...refs('DaemonSet', daemonSets), ...refs('Deployment', deployments)], {signal}, async (ref, scope) => {
    const found = await api.get<Workload>(ref, {signal: scope});
    const patch = found && patchFor(found, access);
    if (patch) await api.patch(ref, patch, {signal: scope, type: 'strategic'});
  });
}

/** What has to change in a workload; nothing for one that leads there already, or nowhere. */
export function patchFor({kind, spec}: Workload, access: ApiAccess): object | undefined {
  const {metadata, spec: pod} = spec?.template ?? {};
  const env = apiEnvironment(access);
  const isToldByEnvironment = (pod?.containers ?? []).some((container) => container.env?.some(({name}) => name === env[0]?.name));
  if (kind === 'DaemonSet' && !isToldByEnvironment) {
    const known = metadata?.annotations?.[accessAnnotation];
    // Without the annotation the pods are from before there was a balancer.
    if (known === access.address || (known === undefined && !access.balanced)) return undefined;
    return {spec: {template: {metadata: {annotations: {[accessAnnotation]: access.address}}}}};
  }
  const stale = (pod?.containers ?? []).filter((container) =>
    env.some(({name, value}) => container.env?.some((other) => other.name === name && other.value !== value)),
  );
  return stale.length === 0 ? undefined : {spec: {template: {spec: {containers: stale.map(({name}) => ({name, env}))}}}};
}
