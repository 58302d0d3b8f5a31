import {text as textOf} from 'node:stream/consumers';
import {pipeline} from 'node:stream/promises';
import {extract} from 'tar-stream';
import {type ClusterState, readClusters} from '../../cluster/state/cluster-state.ts';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import {emptyStore, type ProfileStore, readStored, storeFolder} from './stored-profile.ts';

/** Reads a cluster's profiles through any of its nodes' containers, whether it runs or not. */
export async function readStore(container: string, engine: Engine, {signal}: CallOptions): Promise<ProfileStore> {
  try {
    const archive = await engine.containers.getArchive(container, storeFolder, {signal});
    const reader = extract();
    const files = new Map<string, string>();
    const collect = async (): Promise<void> => {
      for await (const entry of reader) {
        const name = entry.header.name.replace(/^apparmor\//, '');
        const content = await textOf(entry as unknown as NodeJS.ReadableStream);
        if (entry.header.type === 'file') files.set(name, content);
      }
    };
    await Promise.all([pipeline(archive, reader as unknown as NodeJS.WritableStream, {signal}), collect()]);
    return readStored(files);
  } catch (error) {
    if (isAppError(error, 'E_NOT_FOUND')) return emptyStore;
    throw error;
  }
}

/** What the other clusters of an engine keep: all of them share one kernel. */
export interface OtherStores {
  readonly stores: readonly {readonly cluster: string; readonly store: ProfileStore}[];
  /** Clusters of which no container is left to look into: they may want anything. */
  readonly unknown: readonly string[];
}

export async function readOtherStores(cluster: string, engine: Engine, options: CallOptions): Promise<OtherStores> {
  const others = (await readClusters(engine, options)).filter(({name}) => name !== cluster);
  const read = await Promise.all(
    others.map(async (state) => {
      const container = containerOf(state);
      const store = container === undefined ? undefined : await readStore(container, engine, options);
      return {cluster: state.name, store};
    }),
  );
  return {
    stores: read.flatMap(({cluster: name, store}) => (store ? [{cluster: name, store}] : [])),
    unknown: read.filter(({store}) => !store).map(({cluster: name}) => name),
  };
}

/** Clusters that keep a profile. */
export const keepersOf = (name: string, {stores}: OtherStores): string[] =>
  stores.filter(({store}) => store.profiles.some((profile) => profile.name === name)).map(({cluster}) => cluster);

const containerOf = ({nodes}: ClusterState): string | undefined => nodes.find(({container}) => container)?.container?.name;
