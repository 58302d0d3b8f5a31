import {rm} from 'node:fs/promises';
import {setTimeout as delay} from 'node:timers/promises';
import {unloadDeleted} from '../apparmor/cluster/unload-deleted.ts';
import {mapConcurrent} from '../async/map-concurrent.ts';
import type {Container, Engine, Network, Volume} from '../engine/engine.ts';
import {isAppError} from '../errors/app-error.ts';
import type {HostsFile} from '../network/local-names/hosts-file.ts';
import type {Progress} from '../progress/progress.ts';
import {label} from './labels.ts';
import {forgetNames} from './services/local-names.ts';
import {lockCluster} from './state/cluster-lock.ts';
import {clusterFolder, type Paths} from './state/paths.ts';

/** How long (ms) an engine under load may take for a container that it had begun to create. */
const appearMs = 10_000;

export interface DeleteDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Takes the cluster out of the user's kubeconfig; says whether there was anything to remove. */
  removeKubeconfig(name: string): Promise<boolean>;
  /** The names of this machine, among which may be some of the cluster. */
  readonly hosts: HostsFile;
}

/**
 * Removes everything that carries the cluster's label, its kubeconfig entry and its folder on the client. Found by label, so it works on
 * whatever an interruption left. Says whether there was anything.
 */
export async function deleteCluster(name: string, deps: DeleteDeps): Promise<boolean> {
  const {engine, paths, progress, signal} = deps;
  await using _lock = await lockCluster(name, {paths, signal, progress, timeoutMs: 60_000});
  const removedEntry = deps.removeKubeconfig(name);
  removedEntry.catch(() => {});
  const left = await readLeft(name, engine, signal);
  if (left.count > 0) {
    await progress.step(`Deleting "${name}"`, async () => {
      await unloadDeleted(name, left.containers, {engine, paths, progress, signal}).catch((error: unknown) => {
        signal.throwIfAborted();
        progress.warn(`AppArmor profiles of "${name}" stay loaded: ${(error as Error).message}`);
      });
      await sweep(name, left, engine, signal);
    });
  }
  await rm(clusterFolder(paths, name), {recursive: true, force: true});
  await forgetNames(name, deps);
  return (await removedEntry) || left.count > 0;
}

interface Left {
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
  readonly count: number;
}

/** Everything in the engine that carries the cluster's label. */
async function readLeft(name: string, engine: Engine, signal: AbortSignal): Promise<Left> {
  const labels = {[label.cluster]: name};
  const [containers, volumes, networks] = await Promise.all([
    engine.containers.list(labels, {signal}),
    engine.volumes.list(labels, {signal}),
    engine.networks.list(labels, {signal}),
  ]);
  return {containers, volumes, networks, count: containers.length + volumes.length + networks.length};
}

/**
 * Removes what there is until there is nothing. An engine goes on with what a command that was killed had asked of it: a container may
 * appear only now, and keep its volumes from being removed.
 */
async function sweep(name: string, first: Left, engine: Engine, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + appearMs;
  for (let left = first; left.count > 0; left = await readLeft(name, engine, signal)) {
    try {
      await removeAll(left, engine, signal);
    } catch (error) {
      if (performance.now() > deadline || !isAppError(error, 'E_ENGINE')) throw error;
      await delay(100, undefined, {signal});
    }
  }
}

async function removeAll({containers, volumes, networks}: Left, engine: Engine, signal: AbortSignal): Promise<void> {
  await mapConcurrent(containers, {signal}, (container, scope) => engine.containers.remove(container.name, {signal: scope}));
  await mapConcurrent(volumes, {signal}, (volume, scope) => engine.volumes.remove(volume.name, {signal: scope}));
  await mapConcurrent(networks, {signal}, (network, scope) => removeNetwork(network.id, engine, scope));
}

/** Containers of others, such as a local registry, may be on the cluster's network; they stay and lose that connection. */
async function removeNetwork(id: string, engine: Engine, signal: AbortSignal): Promise<void> {
  const others = (await engine.networks.inspect(id, {signal}))?.containers ?? [];
  await mapConcurrent(others, {signal}, (container, scope) => engine.networks.disconnect(id, container, {signal: scope}));
  await engine.networks.remove(id, {signal});
}
