import {buffer} from 'node:stream/consumers';
import {directoryEntry, fileEntry, type LayerEntry, layerPath, textContent} from '../oci/layer-entry.ts';
import type {SampleAccounts} from './sample-schema.ts';

/** The files that tell the system of accounts: those of the tree below, with these at the end. */
export async function accountEntries(accounts: SampleAccounts, below: ReadonlyMap<string, LayerEntry>): Promise<LayerEntry[]> {
  const all = Object.entries(accounts);
  if (all.length === 0) return [];
  const extended = async (path: string, lines: readonly string[]): Promise<LayerEntry> => {
    const content = below.get(path)?.content;
    const text = content ? (await buffer(content.open())).toString() : '';
    return fileEntry(path, textContent(`${text}${lines.join('\n')}\n`));
  };
  const users = all.map(([name, {id}]) => `${name}:x:${id}:${id}::/nonexistent:/bin/sh`);
  const groups = all.map(([name, {id}]) => `${name}:x:${id}:`);
  return [await extended('etc/passwd', users), await extended('etc/group', groups)];
}

/** Gives what accounts own to them, and makes the folders of theirs that are not there. */
export function ownedEntries(entries: readonly LayerEntry[], accounts: SampleAccounts): LayerEntry[] {
  const all = Object.values(accounts).flatMap(({id, owns}) => owns.map((path) => ({path: layerPath(path), id})));
  const there = new Set(entries.map(({path}) => path));
  const made = all.filter(({path}) => !there.has(path)).map(({path}) => directoryEntry(path));
  return [...entries, ...made].map((entry) => {
    const owner = all.find(({path}) => entry.path === path || entry.path.startsWith(`${path}/`));
    return owner ? {...entry, uid: owner.id, gid: owner.id} : entry;
  });
}
