import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import envPaths from 'env-paths';
import {label} from '../../../src/cluster/labels.ts';
import {dockerLines} from './docker.ts';

const data = envPaths('flotilla', {suffix: ''}).data;

/** The folder that a cluster has on the client. */
export const clientFolder = (profile: string): string => join(data, 'clusters', profile);

/**
 * Everything that exists of a cluster: containers, networks, volumes, images of its own, files, entries of the kubeconfig, whose folder must hold no
 * other file. Empty when it is gone.
 */
export async function leftovers(profile: string, kubeconfig: string): Promise<string[]> {
  const filter = ['--filter', `label=${label.cluster}=${profile}`];
  const [containers, networks, volumes, images] = await Promise.all([
    dockerLines('ps', '-a', ...filter, '--format', '{{.Names}}'),
    dockerLines('network', 'ls', ...filter, '--format', '{{.Name}}'),
    dockerLines('volume', 'ls', ...filter, '--format', '{{.Name}}'),
    dockerLines('images', '-a', ...filter, '--format', '{{.ID}}'),
  ]);
  const named = (kind: string, names: readonly string[]): string[] => names.map((name) => `${kind} ${name}`);
  return [
    ...named('container', containers),
    ...named('network', networks),
    ...named('volume', volumes),
    ...named('image', images),
    ...(existsSync(clientFolder(profile)) ? [`folder ${clientFolder(profile)}`] : []),
    ...named(
      'file',
      readdirSync(dirname(kubeconfig)).filter((file) => file !== basename(kubeconfig)),
    ),
    ...(existsSync(kubeconfig) && readFileSync(kubeconfig, 'utf8').includes(profile) ? [`kubeconfig entry in ${kubeconfig}`] : []),
  ];
}
