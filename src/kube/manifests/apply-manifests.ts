import {mapConcurrent} from '../../async/map-concurrent.ts';
import {pollUntil} from '../../async/poll-until.ts';
import type {KubeApi} from '../kube-api.ts';
import {isKubeApiError} from '../kube-api-error.ts';
import type {CustomResourceDefinition, KubeObject} from '../kube-types.ts';
import {waitForResources} from '../wait/wait-for-resources.ts';
import {waitForServiceAccount} from '../wait/wait-for-service-account.ts';
import {applyStages} from './apply-order.ts';
import {parseManifests} from './parse-manifests.ts';

export interface ApplyManifestsOptions {
  readonly signal: AbortSignal;
  /** Where the text is from, for messages. */
  readonly source?: string;
  /** Milliseconds for custom kinds to be served and for service accounts to be made; 30 s unless told. */
  readonly timeoutMs?: number;
}

/** Requests at a time; the API server of a small machine gets no quicker by more. */
const requestsAtOnce = 8;

/**
 * Applies all objects of a YAML text, in an order that works and otherwise at the same time; gives them as the server has them now.
 * @throws AppError E_CONFIG for a text that is not right, KubeApiError for what the server refuses, E_TIMEOUT.
 */
export async function applyManifests(api: KubeApi, yamlText: string, options: ApplyManifestsOptions): Promise<readonly KubeObject[]> {
  const objects = parseManifests(yamlText, options.source);
  const definitions = objects.filter((object): object is CustomResourceDefinition => object.kind === 'CustomResourceDefinition');
  const customKinds = new Set(definitions.map(({spec}) => `${spec.group} ${spec.names.kind}`));
  const applied: KubeObject[] = [];
  for (const stage of applyStages(objects)) {
    await waitForNeeded(api, stage, options);
    const isCustom = ({apiVersion, kind}: KubeObject) => customKinds.has(`${apiVersion.split('/')[0]} ${kind}`);
    applied.push(
      ...(await mapConcurrent(stage, {signal: options.signal, limit: requestsAtOnce}, (object, signal) =>
        isCustom(object) ? applyWhenServed(api, object, {...options, signal}) : api.apply(object, {signal}),
      )),
    );
    await waitForDefinitions(api, stage, options);
  }
  return applied;
}

/** Deletes all objects of a YAML text, in the opposite order; gives the number of those that existed. Waits for nothing. */
export async function deleteManifests(api: KubeApi, yamlText: string, {signal, source}: ApplyManifestsOptions): Promise<number> {
  let deleted = 0;
  for (const stage of applyStages(parseManifests(yamlText, source)).toReversed()) {
    const existed = await mapConcurrent(
      stage,
      {signal, limit: requestsAtOnce},
      ({apiVersion, kind, metadata: {name, namespace = 'default'}}, within) =>
        api.delete({apiVersion, kind, name, namespace}, {signal: within}).catch(falseWhenUnknown),
    );
    deleted += existed.filter(Boolean).length;
  }
  return deleted;
}

/** A kind that is not known any more has no objects. */
function falseWhenUnknown(error: unknown): false {
  if (isKubeApiError(error, 404)) return false;
  throw error;
}

/** A pod on its own is refused until its namespace has a service account; controllers try again by themselves. */
async function waitForNeeded(
  api: KubeApi,
  stage: readonly KubeObject[],
  {signal, timeoutMs = 30_000}: ApplyManifestsOptions,
): Promise<void> {
  const namespaces = new Set(stage.filter(({kind}) => kind === 'Pod').map(({metadata}) => metadata.namespace ?? 'default'));
  await mapConcurrent([...namespaces], {signal}, (namespace, within) =>
    waitForServiceAccount(api, namespace, 'default', {signal: within, timeoutMs}),
  );
}

async function waitForDefinitions(
  api: KubeApi,
  stage: readonly KubeObject[],
  {signal, timeoutMs = 30_000}: ApplyManifestsOptions,
): Promise<void> {
  const names = stage.filter(({kind}) => kind === 'CustomResourceDefinition').map(({metadata}) => metadata.name);
  if (names.length === 0) return;
  const isServed = (definition: CustomResourceDefinition) =>
    definition.status?.conditions?.some(({type, status}) => type === 'Established' && status === 'True');
  await waitForResources<CustomResourceDefinition, true>(
    api,
    {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'},
    {
      signal,
      timeoutMs,
      what: `the custom resource definitions ${names.join(', ')}`,
      probe: (all) => names.every((name) => all.some((one) => one.metadata.name === name && isServed(one))) || undefined,
    },
  );
}

/** The API server serves a new kind a moment after it calls its definition established. */
function applyWhenServed(api: KubeApi, object: KubeObject, {signal, timeoutMs = 30_000}: ApplyManifestsOptions): Promise<KubeObject> {
  const attempt = async (within: AbortSignal): Promise<KubeObject | undefined> => {
    try {
      return await api.apply(object, {signal: within});
    } catch (error) {
      if (isKubeApiError(error, 404) && !error.message.includes('namespaces "')) return undefined;
      throw error;
    }
  };
  return pollUntil(attempt, {signal, timeoutMs, what: `the kind ${object.kind} of ${object.apiVersion} to be served`});
}
