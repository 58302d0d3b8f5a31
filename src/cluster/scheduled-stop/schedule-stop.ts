import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {lockCluster} from '../state/cluster-lock.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {Paths} from '../state/paths.ts';
import {engineSocket, stopContainer} from './stop-container.ts';

export interface ScheduleDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Lets the cluster be stopped at a time, instead of any other time that was set before.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_LOCKED, E_ENGINE when the engine's socket cannot be reached from a container.
 */
export async function scheduleStop(name: string, at: Date, deps: ScheduleDeps): Promise<void> {
  const {engine} = deps;
  await using lock = await lockCluster(name, {...deps, timeoutMs: 60_000});
  const {signal} = lock;
  const {nodes} = await requireCluster(engine, name, {signal});
  const node = nodes.find(({container}) => container?.state === 'running' || container?.state === 'paused');
  if (!node?.container) {
    throw new AppError('E_NOT_RUNNING', `No node of the cluster "${name}" is running, so there is nothing to stop.`, {
      hints: [`flotilla start -p ${name}`],
    });
  }
  await removeSchedule(name, engine, signal);
  const spec = stopContainer(name, node.container.image, at, engine.endpoint);
  try {
    await engine.containers.create(spec, {signal});
    await engine.containers.start(spec.name, {signal});
    await checkSocket(engine, spec.name, signal);
  } catch (error) {
    await engine.containers.remove(spec.name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
    throw error;
  }
}

/** Forgets the time that was set. Says whether there was one. @throws AppError E_LOCKED. */
export async function cancelScheduledStop(name: string, deps: ScheduleDeps): Promise<boolean> {
  await requireCluster(deps.engine, name, deps);
  await using lock = await lockCluster(name, {...deps, timeoutMs: 60_000});
  return await removeSchedule(name, deps.engine, lock.signal);
}

/** Removes what would stop the cluster; for callers that hold its lock. */
export async function removeSchedule(name: string, engine: Engine, signal: AbortSignal): Promise<boolean> {
  const found = await helperContainers(engine, name, {signal, part: 'scheduled-stop'});
  for (const container of found) await engine.containers.remove(container.name, {signal});
  return found.length > 0;
}

async function checkSocket(engine: Engine, container: string, signal: AbortSignal): Promise<void> {
  const ping = ['curl', '-sf', '--max-time', '10', '--unix-socket', engineSocket, 'http://engine/_ping'];
  const {exitCode} = await engine.containers.exec(container, ping, {signal});
  if (exitCode === 0) return;
  throw new AppError('E_ENGINE', 'Containers cannot reach the socket of the container engine, so a stop cannot be scheduled.', {
    hints: ['let a scheduler of your own, such as at or cron, run flotilla stop'],
  });
}
