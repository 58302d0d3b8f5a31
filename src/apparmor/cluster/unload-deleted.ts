import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import {runHelper} from '../../cluster/helpers/run-helper.ts';
import {type HelperPart, label} from '../../cluster/labels.ts';
import {lockAppArmor} from '../../cluster/state/cluster-lock.ts';
import type {Paths} from '../../cluster/state/paths.ts';
import type {Container, Engine} from '../../engine/engine.ts';
import {imagesFolder} from '../../images/images-folder.ts';
import type {Progress} from '../../progress/progress.ts';
import {engineHasAppArmor} from './engine-support.ts';
import {keepersOf, readOtherStores, readStore} from './profile-stores.ts';

const part: HelperPart = 'apparmor';

export interface UnloadDeletedDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Takes out of the kernel what a cluster that is about to be removed has loaded and no other cluster keeps. Its nodes are ended first: a
 * program whose profile goes would run on without. What nobody can look into any more is left.
 */
export async function unloadDeleted(
  cluster: string,
  containers: readonly Container[],
  {engine, paths, progress, signal}: UnloadDeletedDeps,
): Promise<void> {
  const nodes = containers.filter(({labels}) => labels[label.role] !== undefined);
  const [node] = nodes;
  if (!node || !(await engineHasAppArmor(engine, await engine.info({signal})))) return;
  const store = await readStore(node.name, engine, {signal});
  if (store.profiles.length === 0) return;
  // Between the look at what others keep and the unloading nobody may begin to share it.
  await using _lock = await lockAppArmor({paths, progress, signal, timeoutMs: 60_000});
  const others = await readOtherStores(cluster, engine, {signal});
  if (others.unknown.length > 0) {
    progress.note(`AppArmor profiles stay loaded: ${others.unknown.join(', ')} may use them.`);
    return;
  }
  const own = store.profiles.filter(({name}) => keepersOf(name, others).length === 0);
  for (const {name} of own.filter(({replacedHost}) => replacedHost)) {
    progress.warn(
      `The AppArmor profile ${name} took the place of the host's own and stays; on the host, apparmor_parser -r FILE brings that back.`,
    );
  }
  const names = own.filter(({replacedHost}) => !replacedHost).map(({name}) => name);
  if (names.length === 0) return;
  await mapConcurrent(
    nodes.filter(({state}) => state === 'running' || state === 'paused'),
    {signal},
    (one, scope) => engine.containers.kill(one.name, {signal: scope}),
  );
  await runUnloader(cluster, node.image, names, engine, signal);
}

/** What nodes load profiles with when they boot can unload them too. Taken from here, for the image of the nodes may be older. */
async function unloadScript(): Promise<string> {
  const text = await readFile(join(imagesFolder(), 'node/files/usr/local/lib/flotilla/apparmor'), 'utf8');
  return `mount -t securityfs securityfs /sys/kernel/security || exit 1\n${text}`;
}

/** In a container of its own, for no node runs any more. */
async function runUnloader(cluster: string, image: string, names: readonly string[], engine: Engine, signal: AbortSignal): Promise<void> {
  const {exitCode, output} = await runHelper(
    cluster,
    part,
    {
      image,
      entrypoint: ['sh', '-c', await unloadScript(), 'apparmor', 'unload', ...names],
      capAdd: ['SYS_ADMIN', 'MAC_ADMIN'],
      securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    },
    {engine, signal},
  );
  if (exitCode !== 0) throw new Error(output);
}
