import type {KubeObject} from '../kube-types.ts';

const stageOfKind: Readonly<Record<string, number>> = {
  Namespace: 0,
  CustomResourceDefinition: 0,
  Pod: 2,
  Deployment: 2,
  DaemonSet: 2,
  StatefulSet: 2,
  ReplicaSet: 2,
  Job: 2,
  CronJob: 2,
  // These send requests of others to a program that has to run first.
  APIService: 3,
  MutatingWebhookConfiguration: 3,
  ValidatingWebhookConfiguration: 3,
};

/**
 * Objects in stages that have to follow each other, within which order does not matter: what others live in, then what pods need before
 * they are created (service accounts, roles, config maps), then programs and objects of custom kinds, then what calls the programs.
 */
export function applyStages(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const stages: KubeObject[][] = [[], [], [], []];
  for (const object of objects) stages[stageOf(object)]?.push(object);
  return stages.filter(({length}) => length > 0);
}

function stageOf({apiVersion, kind}: KubeObject): number {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const isCustom = group.includes('.') && !group.endsWith('.k8s.io');
  return stageOfKind[kind] ?? (isCustom ? 2 : 1);
}
