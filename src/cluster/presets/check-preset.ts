import type {AddonDeps} from '../../addons/addon-view.ts';
import {listAddons} from '../../addons/list-addons.ts';
import {readAddons} from '../../addons/read-addons.ts';
import {engineHasAppArmor} from '../../apparmor/cluster/engine-support.ts';
import {profileLabel} from '../../apparmor/cluster/label-nodes.ts';
import {listLibrary} from '../../apparmor/library.ts';
import {AppError, isAppError} from '../../errors/app-error.ts';
import {chosenSamples} from '../../images/samples/read-samples.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import {openClusterApi} from '../access/open-cluster-api.ts';
import {listImages} from '../images/list-images.ts';
import {type ClusterState, requireCluster} from '../state/cluster-state.ts';
import {readTunnel} from '../tunnel/read-tunnel.ts';
import {type FoundCluster, type FoundNode, findLacks, type Lack} from './find-lacks.ts';
import type {Preset} from './preset-schema.ts';
import {type HostSize, scaleToHost} from './scale-to-host.ts';
import {listClasses} from './share-volumes.ts';

export interface CheckedPreset {
  readonly preset: string;
  readonly cluster: string;
  readonly lacks: readonly Lack[];
  /** All of them, in the order in which to type them. */
  readonly commands: readonly string[];
}

/**
 * Compares a cluster with what a preset would make on this host.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_API.
 */
export async function checkPreset(cluster: string, preset: Preset, deps: AddonDeps): Promise<CheckedPreset> {
  const {engine, signal} = deps;
  const state = await requireCluster(engine, cluster, {signal}).catch((error: unknown) => {
    if (!isAppError(error, 'E_CLUSTER_NOT_FOUND')) throw error;
    throw new AppError(error.id, error.message, {
      hints: [`flotilla start -p ${cluster} --preset ${preset.name}`, ...error.hints.filter((hint) => hint.startsWith('flotilla list'))],
    });
  });
  const api = await openClusterApi(state, deps);
  try {
    const [info, samples] = await Promise.all([engine.info({signal}), chosenSamples(preset.samples)]);
    const host = {cpus: info.cpus, memoryMiB: Math.floor(info.memoryBytes / 1024 ** 2)};
    const runs = new Set(preset.images);
    const needed = samples.map(({name, images}) => ({name, images: images.flatMap(({names}) => names).filter((one) => runs.has(one))}));
    const found = await look(state, host, await engineHasAppArmor(engine, info), api, deps);
    const lacks = findLacks({...preset, samples: needed, sizes: scaleToHost(preset, preset.nodes, host)}, found);
    return {preset: preset.name, cluster, lacks, commands: lacks.flatMap(({commands}) => commands)};
  } finally {
    api.close();
  }
}

async function look(state: ClusterState, host: HostSize, hasAppArmor: boolean, api: KubeApi, deps: AddonDeps): Promise<FoundCluster> {
  const {engine, signal} = deps;
  const {name} = state;
  const [nodes, addons, tunnel, images, classes] = await Promise.all([
    api.list<KubeNode>({apiVersion: 'v1', kind: 'Node'}, {signal}),
    readAddons().then((catalogue) => listAddons(catalogue, api, signal)),
    readTunnel(name, {engine, signal}),
    listImages(name, undefined, {engine, signal}),
    listClasses(api, signal),
  ]);
  const running = state.nodes.filter(({container}) => container?.state === 'running').length;
  return {
    name,
    nodes: nodes.items.map((node) => foundNode(node, state, host)),
    addons: new Set(addons.filter((addon) => addon.state === 'ready').map((addon) => addon.name)),
    tunnel: tunnel.state === 'running' || tunnel.state === 'starting',
    images: new Set(images.filter((image) => image.nodes.length === running).flatMap(({repoTags}) => repoTags)),
    storageClasses: classes,
    profiles: hasAppArmor ? await profilesOn(nodes.items) : undefined,
  };
}

/** A node without a limit has all that the host has. */
function foundNode({metadata, spec = {}, status}: KubeNode, state: ClusterState, host: HostSize): FoundNode {
  const limits = state.nodes.find(({name}) => name === metadata.name)?.spec;
  const atMost = (limit: number | string | undefined, all: number): number => (typeof limit === 'number' ? limit : all);
  const keepsOff = (taint: {readonly key: string; readonly effect: string}): boolean =>
    taint.effect !== 'PreferNoSchedule' && !taint.key.startsWith('node.kubernetes.io/');
  return {
    name: metadata.name,
    ready: status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false,
    cordoned: spec.unschedulable ?? false,
    tainted: spec.taints?.some(keepsOff) ?? false,
    cpus: atMost(limits?.cpus, host.cpus),
    memory: atMost(limits?.memory, host.memoryMiB),
  };
}

/** The profiles of the library that all nodes are marked with. */
async function profilesOn(nodes: readonly KubeNode[]): Promise<ReadonlySet<string>> {
  const library = await listLibrary();
  const loaded = library.filter(({profile}) => nodes.every(({metadata}) => metadata.labels?.[profileLabel(profile)] !== undefined));
  return new Set(loaded.map(({library: name}) => name));
}
