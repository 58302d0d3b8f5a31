import type {KubeApi} from '../kube/kube-api.ts';
import {readRecords} from './addon-record.ts';
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
}

/** What there is and how it is in this cluster. */
export async function listAddons(catalogue: AddonCatalogue, api: KubeApi, signal: AbortSignal): Promise<AddonStatus[]> {
  const records = await readRecords(api, signal);
  const statusOf = async (addon: Addon): Promise<AddonStatus> => {
    const {name, version, summary, members} = addon;
    const parts = members.length > 0 ? members : [name];
    const known = parts.flatMap((part) => (records[part] ? [catalogue.get(part) ?? addon] : []));
    if (known.length < parts.length) return {name, state: 'off', version, summary};
    const enabled = records[name]?.version ?? version;
    for (const part of known) {
      const now = await workloadState(part, api, signal);
      if (now.state !== 'ready') return {name, state: 'not ready', reason: now.reason, version: enabled, summary};
    }
    return {name, state: 'ready', version: enabled, summary};
  };
  return Promise.all([...catalogue.values()].map(statusOf));
}
