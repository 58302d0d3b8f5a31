import type {Deployment, Pod} from '../../kube/kube-types.ts';
import type {EndpointSlice, Service, ServicePort} from '../../kube/service-types.ts';
import {describePods} from '../../kube/wait/describe-pods.ts';
import {explainPod, type PodTrouble} from './explain-pod.ts';
import {hintFor} from './hint-for.ts';
import {readyEndpoints} from './ready-endpoints.ts';

/** What is known of a Service that nobody answers for. */
export interface ServiceFacts {
  readonly cluster: string;
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  /** Those that the selector matches. */
  readonly pods: readonly Pod[];
  /** All Deployments of the namespace. */
  readonly deployments: readonly DeploymentWithTemplate[];
}

export interface DeploymentWithTemplate extends Deployment {
  readonly spec?: NonNullable<Deployment['spec']> & {
    readonly template?: {readonly metadata?: {readonly labels?: Readonly<Record<string, string>>}};
  };
}

/** Why a Service has no ready endpoint. */
export interface Silence extends PodTrouble {
  /** Lines of evidence. */
  readonly details: readonly string[];
}

/** The reason that is most likely the one to look at: what does not pass by itself comes first. */
export function explainSilence(facts: ServiceFacts): Silence {
  const {cluster, service, pods} = facts;
  if (!hasSelector(service)) {
    return {text: 'it has no selector, and no EndpointSlice gives it a ready address', passing: false, hints: [], details: []};
  }
  if (pods.length === 0) return explainAbsence(facts);
  const troubles = pods.map((pod) => explainPod(cluster, pod)).filter((trouble) => trouble !== undefined);
  const details = describePods(pods);
  const first = troubles.find(({passing}) => !passing) ?? troubles[0];
  // A pod that is ready serves; that no endpoint says so is a question of ports, or of a moment.
  if (troubles.length === pods.length && first) return {...first, details};
  return {...explainPort(facts), details};
}

/** Whether a Service looks for pods by itself. */
export function hasSelector({spec}: Service): boolean {
  return Object.keys(spec?.selector ?? {}).length > 0;
}

/** The labels that a Service looks for, as kubectl takes them. */
export function selectorText({spec}: Service): string {
  return Object.entries(spec?.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function explainAbsence({cluster, service, deployments}: ServiceFacts): Silence {
  const selector = Object.entries(service.spec?.selector ?? {});
  const owner = deployments.find(({spec}) => selector.every(([key, value]) => spec?.template?.metadata?.labels?.[key] === value));
  const {namespace = 'default'} = service.metadata;
  const text = `no pod in the namespace ${namespace} has the labels ${selectorText(service)}`;
  if (!owner) return {text, passing: false, hints: [hintFor(cluster, 'kubectl', `-- -n ${namespace} get pods --show-labels`)], details: []};
  const {name} = owner.metadata;
  if (owner.spec?.replicas === 0) {
    return {
      text: `deployment ${name} has no replicas`,
      passing: false,
      hints: [hintFor(cluster, 'kubectl', `-- -n ${namespace} scale deployment ${name} --replicas=1`)],
      details: [],
    };
  }
  const failure = owner.status?.conditions?.find(({type, status}) => type === 'ReplicaFailure' && status === 'True');
  if (failure)
    return {text: `deployment ${name} cannot make its pods: ${failure.message ?? failure.reason}`, passing: false, hints: [], details: []};
  return {text: `deployment ${name} has not made its pods yet`, passing: true, hints: [], details: []};
}

function explainPort({service, slices}: ServiceFacts): PodTrouble {
  const silent = (service.spec?.ports ?? []).find((port) => readyEndpoints(slices, port).length === 0);
  const target = silent?.targetPort;
  if (silent && typeof target === 'string' && !slices.some((slice) => hasPort(slice, silent))) {
    return {text: `no container of its pods has a port named "${target}"`, passing: false, hints: []};
  }
  return {text: 'its pods have only just become ready', passing: true, hints: []};
}

const hasPort = ({ports}: EndpointSlice, {name = ''}: ServicePort): boolean => (ports ?? []).some((port) => (port.name ?? '') === name);
