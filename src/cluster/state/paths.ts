import {join} from 'node:path';
import envPaths from 'env-paths';
import {checkClusterName} from '../spec/cluster-name.ts';

/** Where Flotilla keeps what is not in the engine: SSH keys and locks, and a cache that may be deleted at any time. */
export interface Paths {
  readonly data: string;
  readonly cache: string;
}

/** The usual folders of the platform, or FLOTILLA_HOME with `data` and `cache` in it. */
export function findPaths(env: Readonly<Record<string, string | undefined>> = process.env): Paths {
  const home = env['FLOTILLA_HOME'];
  if (home) return {data: join(home, 'data'), cache: join(home, 'cache')};
  const {data, cache} = envPaths('flotilla', {suffix: ''});
  return {data, cache};
}

/** A cluster's own folder on the client; deleted with the cluster. */
export const clusterFolder = ({data}: Paths, cluster: string): string => join(data, 'clusters', checkClusterName(cluster));

export const privateKeyPath = (paths: Paths, cluster: string): string => join(clusterFolder(paths, cluster), 'id_ed25519');
