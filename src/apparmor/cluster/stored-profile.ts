import type {FileEntry} from '../../engine/engine.ts';
import type {ProfileUnit} from '../profile-unit.ts';

/** Folder of a cluster's profiles, in the volume that all of its nodes share: images/node, `apparmor`, loads them when a node boots. */
export const storeFolder = '/mnt/shared/apparmor';

/** A profile that a cluster keeps. */
export type StoredProfile = Pick<ProfileUnit, 'name' | 'text' | 'complain'> & {
  /** It took the place of one of the host's, which nobody else has. */
  readonly replacedHost: boolean;
};

/** What a cluster keeps: its profiles, and the names of those of its specification that somebody unloaded. */
export interface ProfileStore {
  readonly profiles: readonly StoredProfile[];
  readonly unloaded: readonly string[];
}

export const emptyStore: ProfileStore = {profiles: [], unloaded: []};

const kinds = ['enforce', 'complain', 'unloaded'] as const;
const replaced = '# Flotilla: this took the place of a profile of the host.\n';

/** All files that a name may have in the store. */
export const filesOf = (name: string): string[] => kinds.map((kind) => `${storeFolder}/${encodeURIComponent(name)}.${kind}`);

export function storedFile({name, text, complain, replacedHost}: StoredProfile): FileEntry {
  return {
    path: `${storeFolder}/${encodeURIComponent(name)}.${complain ? 'complain' : 'enforce'}`,
    content: replacedHost ? replaced + text : text,
  };
}

export const unloadedFile = (name: string): FileEntry => ({path: `${storeFolder}/${encodeURIComponent(name)}.unloaded`, content: ''});

/** Reads the files of a store, by their names without the folder. */
export function readStored(files: ReadonlyMap<string, string>): ProfileStore {
  const entries = [...files].flatMap(([file, text]) => {
    const [, encoded = '', kind] = /^([^/]+)\.(enforce|complain|unloaded)$/.exec(file) ?? [];
    return kind === undefined ? [] : [{name: decodeURIComponent(encoded), kind, text}];
  });
  return {
    profiles: entries
      .filter(({kind}) => kind !== 'unloaded')
      .map(({name, kind, text}) => {
        const replacedHost = text.startsWith(replaced);
        return {name, complain: kind === 'complain', text: replacedHost ? text.slice(replaced.length) : text, replacedHost};
      })
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    unloaded: entries.filter(({kind}) => kind === 'unloaded').map(({name}) => name),
  };
}
