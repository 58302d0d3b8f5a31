import {rm} from 'node:fs/promises';
import {mapConcurrent} from '../async/map-concurrent.ts';
import type {Engine} from '../engine/engine.ts';
import type {Progress} from '../progress/progress.ts';
import {label} from './labels.ts';
import {lockCluster} from './state/cluster-lock.ts';
import {clusterFolder, type Paths} from './state/paths.ts';

export interface DeleteDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Takes the cluster out of the user's kubeconfig; says whether there was anything to remove. */
  removeKubeconfig(name: string): Promise<boolean>;
}

/**
 * Removes everything that carries the cluster's label, its kubeconfig entry and its folder on the client. Found by label, so it works on
 * whatever an interruption left. Says whether there was anything.
 */
export async function deleteCluster(name: string, deps: DeleteDeps): Promise<boolean> {
  const {engine, paths, progress, signal} = deps;
  await using _lock = await lockCluster(name, {paths, signal, progress, timeoutMs: 60_000});
  const labels = {[label.cluster]: name};
  const removedEntry = deps.removeKubeconfig(name);
  removedEntry.catch(() => {});
  const [containers, volumes, networks] = await Promise.all([
    engine.containers.list(labels, {signal}),
    engine.volumes.list(labels, {signal}),
    engine.networks.list(labels, {signal}),
  ]);
  const found = containers.length + volumes.length + networks.length > 0;
  if (found) {
    await progress.step(`Deleting "${name}"`, async () => {
      await mapConcurrent(containers, {signal}, (container, scope) => engine.containers.remove(container.name, {signal: scope}));
      await mapConcurrent(volumes, {signal}, (volume, scope) => engine.volumes.remove(volume.name, {signal: scope}));
      await mapConcurrent(networks, {signal}, (network, scope) => removeNetwork(network.id, engine, scope));
    });
  }
  await rm(clusterFolder(paths, name), {recursive: true, force: true});
  return (await removedEntry) || found;
}

/** Containers of others, such as a local registry, may be on the cluster's network; they stay and lose that connection. */
async function removeNetwork(id: string, engine: Engine, signal: AbortSignal): Promise<void> {
  const others = (await engine.networks.inspect(id, {signal}))?.containers ?? [];
  await mapConcurrent(others, {signal}, (container, scope) => engine.networks.disconnect(id, container, {signal: scope}));
  await engine.networks.remove(id, {signal});
}
