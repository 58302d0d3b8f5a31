import {AppError, isAppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {ImageDeps} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {NodeImages, transferMs} from './node-images.ts';
import {checkNodes, onEveryNode} from './on-every-node.ts';
import {pullCause} from './pull-cause.ts';

/**
 * Lets every running node pull images, with the mirrors and certificates of the cluster. Returns their whole names.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_IMAGE_LOAD.
 */
export async function pullImages(cluster: string, wanted: readonly string[], {engine, progress, signal}: ImageDeps): Promise<string[]> {
  const names = wanted.map(imageName);
  const {running, others} = imageNodes(await requireCluster(engine, cluster, {signal}));
  for (const name of names) {
    const results = await progress.step(`Pulling ${name}`, () =>
      onEveryNode(running, signal, (node, scope) =>
        new NodeImages(engine, node).command(['crictl', 'pull', name], {signal: scope, timeoutMs: transferMs}).catch(sayCause),
      ),
    );
    checkNodes(`pull ${name}`, results, [`flotilla image load ${name} brings it from this machine's container engine`]);
  }
  if (others.length > 0) progress.warn(`${others.join(', ')} ${others.length === 1 ? 'does' : 'do'} not run and did not pull.`);
  return names;
}

/** The cause is what is of interest, and the same on all nodes; crictl's own words are with --verbose. */
function sayCause(error: unknown): never {
  const cause = isAppError(error, 'E_IMAGE_LOAD') ? pullCause(error.details) : '';
  throw cause === '' ? error : new AppError('E_IMAGE_LOAD', cause, {cause: error});
}
