import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Container, Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import {mountOf, showMount} from './mount-keeper.ts';

interface Deps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Before the nodes, so that they have their mounts before their pods start. A folder that is gone does not keep the cluster from starting. */
export async function startMountKeepers(cluster: string, {engine, progress, signal}: Deps): Promise<void> {
  const keepers = await helperContainers(engine, cluster, {signal, part: 'mount'});
  await mapConcurrent(keepers, {signal}, async (keeper, scope) => {
    const mount = mountOf(keeper);
    try {
      await run(keeper, engine, scope);
    } catch (error) {
      if (scope.aborted || !isAppError(error)) throw error;
      progress.warn(`${mount ? showMount(mount) : keeper.name} is not mounted: ${error.message}`);
    }
  });
}

async function run({name, state}: Container, engine: Engine, signal: AbortSignal): Promise<void> {
  if (state === 'paused') await engine.containers.unpause(name, {signal});
  else if (state !== 'running') await engine.containers.start(name, {signal});
}
