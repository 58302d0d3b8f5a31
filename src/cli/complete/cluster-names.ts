import {readActiveProfile} from '../active-profile.ts';
import {wire} from '../wiring.ts';
import type {NameSource} from './run-completion.ts';

/** Milliseconds; who presses a key does not wait for an engine that hangs. */
const patience = 2000;

/** Names of clusters and nodes, from the engine's labels. */
export function clusterNames(configDir: string, env: Readonly<Record<string, string | undefined>>): NameSource {
  const signal = AbortSignal.timeout(patience);
  const states = async () => {
    const [{readClusters}, engine] = await Promise.all([import('../../cluster/state/cluster-state.ts'), wire().engine()]);
    return readClusters(engine, {signal});
  };
  return {
    profiles: async () => (await states()).map(({name}) => name),
    nodes: async (profile) => {
      const wanted = profile ?? (env['FLOTILLA_PROFILE'] || undefined) ?? (await readActiveProfile(configDir)) ?? 'flotilla';
      return (await states()).find(({name}) => name === wanted)?.nodes.map(({name}) => name) ?? [];
    },
  };
}
