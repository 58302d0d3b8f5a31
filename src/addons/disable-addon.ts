import {pollUntil} from '../async/poll-until.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import {isKubeApiError} from '../kube/kube-api-error.ts';
import type {PortPublisher} from './addon-ports.ts';
import {type AddonRecord, inNamespace, readRecords, removeRecord, sameRef} from './addon-record.ts';
import {findObject} from './find-object.ts';
import {stillOurs} from './still-ours.ts';

export interface DisableDeps {
  /** What the cluster may have been born with, of which nothing is recorded. */
  readonly builtIn?: readonly ObjectRef[];
  readonly api: KubeApi;
  readonly ports: PortPublisher;
  readonly signal: AbortSignal;
}

/** Longest wait for what was deleted to be gone, in milliseconds: pods end within their grace period. */
const goneMs = 60_000;

/** Removes what enabling made, and nothing else; says whether it was enabled. What another addon has too stays until that goes. */
export async function disableAddon(name: string, {api, builtIn, ports, signal}: DisableDeps): Promise<boolean> {
  const records = await readRecords(api, signal);
  const own: AddonRecord | undefined =
    records[name] ?? (builtIn && (await anyLeft(builtIn, api, signal)) ? {version: '', objects: builtIn} : undefined);
  if (!own) return false;
  await ports.unpublish(records[name]?.ports ?? []);
  const others = Object.entries(records).flatMap(([other, {objects}]) => (other === name ? [] : objects));
  const alone = own.objects.filter((ref) => !others.some((other) => sameRef(ref, other))).toReversed();
  // What a cluster was born with has no label.
  const doomed = records[name] ? await stillOurs(alone, api, signal) : alone;
  const {traces = []} = own;
  // Programs that leave something must have ended before that can go for good.
  const foreground = traces.length > 0;
  for (const ref of doomed) await api.delete(inNamespace(ref), {signal, foreground}).catch(ignoreUnknownKind);
  await pollUntil(async (within) => ((await anyLeft(doomed, api, within)) ? undefined : true), {
    signal,
    timeoutMs: goneMs,
    everyMs: 100,
    what: `the objects of ${name} to be gone`,
  });
  for (const ref of traces) await api.delete(inNamespace(ref), {signal}).catch(ignoreUnknownKind);
  if (records[name]) await removeRecord(api, name, signal);
  return true;
}

async function anyLeft(refs: readonly ObjectRef[], api: KubeApi, signal: AbortSignal): Promise<boolean> {
  const found = await Promise.all(refs.map((ref) => findObject(ref, api, signal)));
  return found.some(Boolean);
}

/** A kind that is known no more has no objects. */
function ignoreUnknownKind(error: unknown): undefined {
  if (isKubeApiError(error, 404)) return undefined;
  throw error;
}
