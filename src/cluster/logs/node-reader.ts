import {randomBytes} from 'node:crypto';
import type {CallOptions, Container, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {nodeImageReference} from '../../images/node-image/node-image.ts';
import {label} from '../labels.ts';
import {volumeName} from '../plan/names.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';

/** A container in which the logs of a node can be read: the node itself, or for one that does not run, a helper with its volume. */
export interface NodeReader extends AsyncDisposable {
  readonly container: string;
  /** The node runs: its programs can be asked, not only its files. */
  readonly isLive: boolean;
  /** The node's /var. */
  readonly varFolder: string;
}

const helperVar = '/node-var';

/** Opens a node for reading, whatever state it is in. @throws AppError E_NODE when nothing is left to read, or of the engine. */
export async function openNodeReader(node: NodeState, cluster: ClusterState, engine: Engine, {signal}: CallOptions): Promise<NodeReader> {
  if (node.container?.state === 'running') {
    return {container: node.name, isLive: true, varFolder: '/var', [Symbol.asyncDispose]: async () => {}};
  }
  if (!node.volume) throw new AppError('E_NODE', `${node.name} does not run and has no volume to read.`);
  const image = imageOf(node.container, cluster);
  const helper = `flotilla-logs-${randomBytes(4).toString('hex')}`;
  const remove = (): Promise<void> => engine.containers.remove(helper, {signal: AbortSignal.timeout(10_000)});
  try {
    await engine.containers.create(
      {
        name: helper,
        image,
        // With the cluster's label, deleting the cluster removes it too, should this process be killed.
        labels: {[label.cluster]: cluster.name},
        entrypoint: ['sleep', 'infinity'],
        command: [],
        networkMode: 'none',
        stopSignal: 'SIGKILL',
        mounts: [{type: 'volume', source: volumeName(node.name), target: helperVar, readOnly: true}],
      },
      {signal},
    );
    await engine.containers.start(helper, {signal});
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
  return {container: helper, isLive: false, varFolder: helperVar, [Symbol.asyncDispose]: remove};
}

/** The image that the node was made of, else that of the cluster's version. */
function imageOf(container: Container | undefined, {spec}: ClusterState): string {
  if (container) return container.image;
  return spec?.image ?? nodeImageReference(spec?.kubernetesVersion ?? 'latest');
}
