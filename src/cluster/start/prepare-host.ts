import type {Engine, EngineInfo} from '../../engine/engine.ts';
import type {HostFacts} from '../../engine/host-facts.ts';
import {findNodeImage, type NodeImage, nodeImageReference} from '../../images/node-image/node-image.ts';
import {checkHostPaths} from '../mounts/check-host-paths.ts';
import type {ClusterSpec, NodeSpec} from '../spec/cluster-spec.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {checkEngine, checkNetworkName} from './check-engine.ts';
import {preflight} from './preflight.ts';
import type {ImageSource, StartDeps} from './start-deps.ts';

export interface HostNeeds {
  readonly imageSource: ImageSource;
  /** Nodes whose containers will be made; unless told, those of the cluster may have to be. */
  readonly making?: readonly NodeSpec[];
}

/** Checks the host and brings the node image. What cannot work is refused before an image is built for it, where the host tells without one. */
export async function prepareHost(
  wanted: ClusterSpec,
  state: ClusterState | undefined,
  info: EngineInfo,
  {imageSource, making}: HostNeeds,
  {engine, nodeImage, progress, signal}: StartDeps,
): Promise<{readonly image: NodeImage; readonly facts: HostFacts}> {
  checkEngine(info);
  const made = making ?? (state?.complete ? state.nodes.map(({spec}) => spec) : wanted.nodes);
  const mounts = made.length === 0 ? [] : [...wanted.mounts, ...made.flatMap((node) => node.mounts)];
  await checkHostPaths(mounts, engine.endpoint, progress);
  await checkNetworkName(wanted.name, state, engine, signal);
  const early = await engine.hostFacts({signal, probeImage: nodeImageReference(wanted.kubernetesVersion)}).catch(() => undefined);
  signal.throwIfAborted();
  if (early) preflight(wanted, state, {facts: early, info, progress, ...(making ? {making} : {})});
  const image = (await imageOfNodes(state, wanted.kubernetesVersion, engine, signal)) ?? (await nodeImage(wanted, imageSource));
  const facts = early ?? (await engine.hostFacts({signal, probeImage: image.id}));
  if (!early) preflight(wanted, state, {facts, info, progress, ...(making ? {making} : {})});
  return {image, facts};
}

/** The image that nodes of a complete cluster run, in the wanted version: they need no other, whatever this Flotilla would build today. */
async function imageOfNodes(
  state: ClusterState | undefined,
  kubernetesVersion: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<NodeImage | undefined> {
  const references = new Set(state?.complete ? state.nodes.flatMap(({container}) => (container ? [container.image] : [])) : []);
  for (const reference of references) {
    const found = await findNodeImage(engine, reference, {signal});
    if (found?.kubernetesVersion === kubernetesVersion) return found;
  }
  return undefined;
}
