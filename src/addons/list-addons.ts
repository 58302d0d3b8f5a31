import type {KubeApi} from '../kube/kube-api.ts';
import {chooseOptions, fillOptions, type OptionValues} from './addon-options.ts';
import {type AddonRecord, readRecords} from './addon-record.ts';
import {addonSchema} from './addon-schema.ts';
import {isBuiltInOn} from './is-built-in-on.ts';
import type {Addon, AddonCatalogue} from './read-addons.ts';
import {workloadState} from './workload-state.ts';

export interface AddonStatus {
  readonly name: string;
  readonly state: 'off' | 'ready' | 'not ready';
  /** Why it is not ready. */
  readonly reason?: string;
  /** The one that is enabled, or else the one that would be. */
  readonly version: string;
  readonly summary: string;
  /** Services where it listens: `http://NAME.NAMESPACE:PORT` of the cluster. */
  readonly endpoints: readonly string[];
  /** What --set may choose, and what is chosen. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** What there is and how it is in this cluster. */
export async function listAddons(catalogue: AddonCatalogue, api: KubeApi, signal: AbortSignal): Promise<AddonStatus[]> {
  const records = await readRecords(api, signal);
  const statusOf = async (addon: Addon): Promise<AddonStatus> => {
    const {name, version, summary, members} = addon;
    const options = optionsOf(addon, records[name]);
    const same = {name, summary, endpoints: addon.endpoints.map(addressOf), options};
    const parts = members.length > 0 ? members : [name];
    const isOn = addon.builtIn === undefined ? undefined : await isBuiltInOn(addon, api, signal);
    const known = parts.flatMap((part) => ((isOn ?? records[part]) ? [chosen(catalogue.get(part) ?? addon, records[part])] : []));
    if (known.length < parts.length) return {...same, state: 'off', version};
    const enabled = records[name]?.version ?? version;
    for (const part of known) {
      const now = await workloadState(part, api, signal);
      if (now.state !== 'ready') return {...same, state: 'not ready', reason: now.reason, version: enabled};
    }
    return {...same, state: 'ready', version: enabled};
  };
  const own = Object.entries(records).filter(([name]) => !catalogue.has(name));
  return Promise.all([...catalogue.values(), ...own.map(recordedAddon)].map(statusOf));
}

const optionsOf = ({options}: Addon, record?: AddonRecord): OptionValues => chooseOptions(options, {}, record?.options);

/** With the objects that its options have made. */
const chosen = (addon: Addon, record?: AddonRecord): Addon => ({...addon, objects: fillOptions(addon.objects, optionsOf(addon, record))});

const addressOf = ({service, namespace, port}: Addon['endpoints'][number]): string => `${service}.${namespace}:${port}`;

/** An addon of the user's own, whose folder may be anywhere: as far as the cluster knows it. */
function recordedAddon([name, {version, summary = '', objects}]: [string, AddonRecord]): Addon {
  const made = objects.map(({apiVersion, kind, name: of, namespace}) => ({
    apiVersion,
    kind,
    metadata: {name: of, ...(namespace === undefined ? {} : {namespace})},
  }));
  return {...addonSchema.parse({summary, version}), name, objects: made};
}
