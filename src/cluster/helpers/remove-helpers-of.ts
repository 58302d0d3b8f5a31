import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {mountOf} from '../mounts/mount-keeper.ts';
import {mappingOf} from '../ports/port-proxy.ts';
import {helperContainers} from './helper-containers.ts';

/** Removes the ports and mounts of a node that goes: what leads to it alone. */
export async function removeHelpersOf(node: string, cluster: string, engine: Engine, {signal}: CallOptions): Promise<void> {
  const helpers = await helperContainers(engine, cluster, {signal});
  const its = helpers.filter((helper) => mappingOf(helper)?.node === node || mountOf(helper)?.node === node);
  await mapConcurrent(its, {signal}, ({name}, scope) => engine.containers.remove(name, {signal: scope}));
}
