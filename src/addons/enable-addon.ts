import {isDeepStrictEqual} from 'node:util';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import {applyManifests} from '../kube/manifests/apply-manifests.ts';
import type {Progress} from '../progress/progress.ts';
import {addonLabel} from './addon-label.ts';
import {type PortPublisher, publishPortsOf} from './addon-ports.ts';
import {type AddonRecord, inNamespace, refOf, sameRef, writeRecord} from './addon-record.ts';
import {ensureSecret} from './ensure-secret.ts';
import {foreignObjects} from './foreign-objects.ts';
import type {AddonPlan} from './plan-addon.ts';
import type {Addon} from './read-addons.ts';
import {stillOurs} from './still-ours.ts';
import {takeOver} from './take-over.ts';

export interface EnableDeps {
  readonly api: KubeApi;
  readonly ports: PortPublisher;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Values for the Secret of an addon. */
  secretValues(addon: Addon): Promise<Readonly<Record<string, string>>>;
}

/** Makes all objects of an addon and removes those of a version before that are no more. @throws AppError E_USAGE, E_PORT. */
export async function enableAddon(plan: AddonPlan, deps: EnableDeps): Promise<void> {
  const {addon, options, images, before} = plan;
  const {api, signal} = deps;
  const {name, summary, traces, version} = addon;
  const secret = addon.secret && (await ensureSecret(addon.secret, {...deps, values: () => deps.secretValues(addon)}));
  const own = await withoutForeign(plan, deps);
  const ports = await publishPortsOf(addon, options, deps.ports);
  const objects = own.map((object) => marked(object, addon, secret?.version));
  const record = (made: readonly ObjectRef[]): AddonRecord => ({
    version,
    summary,
    options,
    images,
    ...(ports.length > 0 ? {ports} : {}),
    ...(traces.length > 0 ? {traces: traces.map(({namespace, ...ref}) => (namespace === undefined ? ref : {...ref, namespace}))} : {}),
    objects: made,
  });
  const refs = [...objects.map(refOf), ...(secret?.own ? [secret.own] : [])];
  // Written first, with what was there before: what is interrupted can be disabled.
  const removed = (before?.objects ?? []).filter((ref) => !refs.some((other) => sameRef(ref, other)));
  await writeRecord(api, name, record([...refs, ...removed]), signal);
  await takeOver(before?.objects ?? [], deps);
  await applyManifests(api, JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects}), {signal, source: name});
  for (const ref of await stillOurs(removed, api, signal)) await api.delete(inNamespace(ref), {signal});
  await deps.ports.unpublish((before?.ports ?? []).filter((port) => !ports.some((other) => isDeepStrictEqual(port, other))));
  if (removed.length > 0) await writeRecord(api, name, record(refs), signal);
}

/** The objects but those that somebody else made. A cluster may have been born with those of a built-in addon, which have no label. */
async function withoutForeign({addon, objects, before}: AddonPlan, {api, progress, signal}: EnableDeps): Promise<readonly KubeObject[]> {
  if (addon.builtIn !== undefined) return objects;
  const foreign = await foreignObjects(objects, before?.objects ?? [], api, signal);
  for (const {kind, metadata} of foreign) progress.note(`The ${kind} "${metadata.name}" is there already and is left as it is.`);
  return objects.filter((object) => !foreign.includes(object));
}

interface Workload extends KubeObject {
  readonly spec?: {readonly template?: {readonly metadata?: {readonly annotations?: Readonly<Record<string, string>>}}};
}

/** With the label, and pods that are made anew when the Secret they read has changed. */
function marked(object: KubeObject, {name}: Addon, secretVersion: string | undefined): KubeObject {
  const {metadata} = object;
  const labelled: Workload = {...object, metadata: {...metadata, labels: {...metadata.labels, [addonLabel]: name}}};
  const {template} = labelled.spec ?? {};
  if (secretVersion === undefined || template === undefined) return labelled;
  const annotations = {...template.metadata?.annotations, 'flotilla.dev/secret-version': secretVersion};
  return {...labelled, spec: {...labelled.spec, template: {...template, metadata: {...template.metadata, annotations}}}} as KubeObject;
}
