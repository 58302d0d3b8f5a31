import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import type {NodeState} from '../state/cluster-state.ts';
import {type LiveMount, showMount} from './mount-keeper.ts';
import {isSameSource, type MountSource, readMountsOn} from './mount-table.ts';

/**
 * Unmounts what a keeper has mounted in nodes, and removes the keeper last: until nothing is left of the mount it is listed and can be removed
 * once more. What else is mounted on the path is left alone.
 * @throws AppError E_NODE with the nodes that keep it.
 */
export async function detachMount(
  keeper: string,
  mount: LiveMount,
  nodes: readonly NodeState[],
  engine: Engine,
  {signal}: CallOptions,
): Promise<void> {
  // One that never ran has mounted nothing, and what is mounted there is somebody else's.
  if ((await engine.containers.inspect(keeper, {signal}))?.state === 'created') return engine.containers.remove(keeper, {signal});
  const source = await sourceOf(keeper, engine, {signal});
  // Or it would mount again.
  await engine.containers.stop(keeper, {signal, timeoutSeconds: 5});
  const problems = await mapConcurrent(seeing(mount, nodes), {signal}, async ({name}, scope) => {
    try {
      await unmount(mount.nodePath, source, name, engine, {signal: scope});
      return [];
    } catch (error) {
      scope.throwIfAborted();
      return [{name, error: error as Error}];
    }
  });
  const failed = problems.flat();
  if (failed.length === 0) return engine.containers.remove(keeper, {signal});
  throw new AppError('E_NODE', `${failed.map(({name}) => name).join(', ')} could not unmount ${showMount(mount)}.`, {
    details: failed.flatMap(({name, error}) => [`${name}: ${error.message}`, ...(error instanceof AppError ? error.details : [])]),
    cause: failed[0]?.error,
    hints: [`flotilla mount remove ${mount.nodePath} tries again`],
  });
}

/** Nodes that have the mount, as far as they run at all. Paused ones have it too, and nothing can be done in them. */
export const seeing = ({node}: LiveMount, nodes: readonly NodeState[], state = 'running'): NodeState[] =>
  nodes.filter(({name, container}) => container?.state === state && (node === undefined || node === name));

/** What a keeper mounts; undefined when it does not run, such as after its folder was deleted. */
export async function sourceOf(keeper: string, engine: Engine, {signal}: CallOptions): Promise<MountSource | undefined> {
  const container = await engine.containers.inspect(keeper, {signal});
  return container?.state === 'running' ? (await readMountsOn('/source', keeper, engine, {signal})).at(-1) : undefined;
}

/** Lazily, for pods may have files open; they lose them when they close them. Of an unknown source, what is uppermost. */
async function unmount(path: string, source: MountSource | undefined, node: string, engine: Engine, options: CallOptions): Promise<void> {
  let mounts = await readMountsOn(path, node, engine, options);
  while (mounts.some((one) => !source || isSameSource(one, source))) {
    const upper = mounts.at(-1);
    if (source && upper && !isSameSource(upper, source)) throw new AppError('E_NODE', `something else is mounted over it on ${path}.`);
    const {exitCode, stderr} = await engine.containers.exec(node, ['umount', '-l', '--', path], options);
    if (exitCode !== 0)
      throw new AppError('E_NODE', `umount ended with exit code ${exitCode}.`, {details: lastLines(stderr.toString(), 3)});
    if (!source) return;
    mounts = await readMountsOn(path, node, engine, options);
  }
}
