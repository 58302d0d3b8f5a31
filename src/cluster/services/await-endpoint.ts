import {setTimeout as delay} from 'node:timers/promises';
import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {Pod} from '../../kube/kube-types.ts';
import type {EndpointSlice, Service} from '../../kube/service-types.ts';
import {followResources} from '../../kube/wait/follow-resources.ts';
import {recentEvents} from '../../kube/wait/recent-events.ts';
import type {Progress, Step} from '../../progress/progress.ts';
import {explainPod} from './explain-pod.ts';
import {type DeploymentWithTemplate, explainSilence, hasSelector, type Silence, selectorText} from './explain-silence.ts';
import {hintFor} from './hint-for.ts';
import {isServed, serviceNameLabel} from './ready-endpoints.ts';

export interface Patience {
  /** How long (ms) to wait, whatever is seen. Left out: half a minute while pods are on their way, else two seconds. */
  readonly waitMs?: number;
  /** How often (ms) the reason is looked for. */
  readonly intervalMs: number;
}

export interface AwaitDeps {
  readonly cluster: string;
  readonly api: KubeApi;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const promisingMs = 30_000;
const hopelessMs = 2000;

/**
 * The slices of a Service as soon as all its ports have a ready endpoint.
 * @throws AppError E_SERVICE_UNREACHABLE with the reason.
 */
export async function awaitEndpoint(service: Service, patience: Patience, deps: AwaitDeps): Promise<readonly EndpointSlice[]> {
  const {items} = await deps.api.list<EndpointSlice>(slicesOf(service), deps);
  const ports = service.spec?.ports ?? [];
  if (isServed(items, ports)) return items;
  return deps.progress.step(`Waiting for a ready endpoint of ${nameOf(service)}`, async (step) => {
    const settled = new AbortController();
    const signal = AbortSignal.any([deps.signal, settled.signal]);
    const served = followUntilServed(service, {...deps, signal});
    const given = watchReason(service, patience, step, {...deps, signal});
    try {
      return await Promise.race([served, given]);
    } finally {
      settled.abort();
      await Promise.allSettled([served, given]);
    }
  });
}

/** How messages call a Service. */
export const nameOf = ({metadata: {namespace = 'default', name}}: Service): string => `${namespace}/${name}`;

/** The slices that belong to a Service. */
export const slicesOf = ({metadata: {namespace = 'default', name}}: Service) =>
  ({apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace, labelSelector: `${serviceNameLabel}=${name}`}) as const;

async function followUntilServed(service: Service, {api, signal}: AwaitDeps): Promise<readonly EndpointSlice[]> {
  for await (const slices of followResources<EndpointSlice>(api, slicesOf(service), {signal})) {
    if (isServed(slices, service.spec?.ports ?? [])) return slices;
  }
  throw signal.reason;
}

/** Tells the reason while it lasts. @throws AppError E_SERVICE_UNREACHABLE when patience is at its end. */
async function watchReason(service: Service, {waitMs, intervalMs}: Patience, step: Step, deps: AwaitDeps): Promise<never> {
  const started = performance.now();
  for (;;) {
    const {silence, pod} = await lookForReason(service, deps);
    step.update(silence.text);
    const left = (waitMs ?? (silence.passing ? promisingMs : hopelessMs)) - (performance.now() - started);
    if (left <= 0) throw await unreachable(service, silence, pod, deps);
    await delay(Math.min(left, intervalMs), undefined, {signal: deps.signal});
  }
}

/** The reason, and the pod to look at first. */
async function lookForReason(
  service: Service,
  {cluster, api, signal}: AwaitDeps,
): Promise<{readonly silence: Silence; readonly pod: string | undefined}> {
  const {namespace = 'default'} = service.metadata;
  const none = {items: []};
  const [slices, pods, deployments] = await Promise.all([
    api.list<EndpointSlice>(slicesOf(service), {signal}),
    hasSelector(service) ? api.list<Pod>({apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: selectorText(service)}, {signal}) : none,
    api.list<DeploymentWithTemplate>({apiVersion: 'apps/v1', kind: 'Deployment', namespace}, {signal}),
  ]);
  const silence = explainSilence({cluster, service, slices: slices.items, pods: pods.items, deployments: deployments.items});
  return {silence, pod: pods.items.find((one) => explainPod(cluster, one))?.metadata.name};
}

async function unreachable(
  service: Service,
  {text, details, hints, passing}: Silence,
  pod: string | undefined,
  {cluster, api, signal}: AwaitDeps,
): Promise<AppError> {
  const {namespace = 'default', name} = service.metadata;
  const events = pod === undefined ? [] : await recentEvents(api, namespace, pod, signal).catch(() => []);
  const longer = passing ? [`${hintFor(cluster, 'service', `${name} -n ${namespace} --wait 5m`)} waits longer`] : [];
  return new AppError('E_SERVICE_UNREACHABLE', `Service ${nameOf(service)} has no ready endpoint: ${text}.`, {
    details: [...details, ...events],
    hints: [...hints, ...longer],
  });
}
