import type {CallOptions, Container, Engine} from '../../engine/engine.ts';
import {type HelperPart, label, layoutVersion} from '../labels.ts';

/** Labels of a container that serves a cluster and is no node. */
export const helperLabels = (cluster: string, part: HelperPart): Readonly<Record<string, string>> => ({
  [label.cluster]: cluster,
  [label.part]: part,
  [label.layout]: layoutVersion,
});

/** The containers of a cluster that are no nodes, of one part or of all, stopped ones too, by name. */
export async function helperContainers(
  engine: Engine,
  cluster: string,
  {signal, part}: CallOptions & {readonly part?: HelperPart},
): Promise<Container[]> {
  const found = await engine.containers.list({[label.cluster]: cluster, [label.part]: part ?? true}, {signal});
  return found.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** What containers beside the nodes have in common: they come back with the engine, and are small. */
export const helperBounds = {restartPolicy: 'unless-stopped', memoryBytes: 64 * 1024 ** 2, logMaxSize: '1m'} as const;
