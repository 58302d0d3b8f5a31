import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import type {AddonPort} from './addon-ports.ts';

/** What enabling made, so that disabling removes just that. */
export interface AddonRecord {
  readonly version: string;
  /** What it is, for addons that only the user's own folder knows. */
  readonly summary?: string;
  /** What --set chose. Nothing secret is here. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** What containers run instead of what the addon says, by their names. */
  readonly images?: Readonly<Record<string, string>>;
  /** Ports of this machine that lead into the cluster. */
  readonly ports?: readonly AddonPort[];
  /** What its programs make themselves. */
  readonly traces?: readonly ObjectRef[];
  readonly objects: readonly ObjectRef[];
}

export type AddonRecords = Readonly<Record<string, AddonRecord>>;

interface RecordMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

const place = {apiVersion: 'v1', kind: 'ConfigMap', name: 'flotilla-addons', namespace: 'kube-system'} as const;

/** The addons of a cluster are written in the cluster: any client sees them. */
export async function readRecords(api: KubeApi, signal: AbortSignal): Promise<AddonRecords> {
  const map = await api.get<RecordMap>(place, {signal});
  return Object.fromEntries(Object.entries(map?.data ?? {}).map(([name, text]) => [name, JSON.parse(text) as AddonRecord]));
}

export async function writeRecord(api: KubeApi, name: string, record: AddonRecord, signal: AbortSignal): Promise<void> {
  const {apiVersion, kind, ...metadata} = place;
  await api.create({apiVersion, kind, metadata}, {signal}).catch(async (error: unknown) => {
    if (!(await api.get(place, {signal}))) throw error;
  });
  await api.patch(place, {data: {[name]: JSON.stringify(record)}}, {signal});
}

/** The last addon takes the map with it. */
export async function removeRecord(api: KubeApi, name: string, signal: AbortSignal): Promise<void> {
  const records = await readRecords(api, signal);
  if (Object.keys(records).every((other) => other === name)) await api.delete(place, {signal});
  else await api.patch(place, {data: {[name]: null}}, {signal});
}

export function refOf({apiVersion, kind, metadata: {name, namespace}}: KubeObject): ObjectRef {
  return {apiVersion, kind, name, ...(namespace === undefined ? {} : {namespace})};
}

/** Where the API server puts an object that names no namespace; for kinds of the whole cluster it means nothing. */
export const inNamespace = (ref: ObjectRef): ObjectRef => ({namespace: 'default', ...ref});

export const sameRef = (a: ObjectRef, b: ObjectRef): boolean =>
  a.apiVersion === b.apiVersion && a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
