import type {CallOptions, Container, Engine, Network, Volume} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {type HelperPart, label} from '../labels.ts';
import type {DecidedSpec, NumberedNode} from '../plan/cluster-plan.ts';
import {networkName, sharedVolumeName} from '../plan/names.ts';
import type {ClusterSpec, NodeSpec} from '../spec/cluster-spec.ts';
import {decodeNode} from '../spec/encode-node.ts';
import {decodeSpec} from '../spec/encode-spec.ts';
import {clusterVersion} from '../upgrade/versions.ts';

const balancerPart: HelperPart = 'load-balancer';

/** A node as the engine knows it: its container, its volume, or both. */
export interface NodeState extends NumberedNode {
  /** Absent when somebody removed it; the volume still holds the node's data. */
  readonly container?: Container;
  readonly volume?: Volume;
}

/** What exists of a cluster. Everything is read from labels; nothing is kept on the client. */
export interface ClusterState {
  readonly name: string;
  readonly network?: Network;
  /** Absent when both places that hold it are gone. */
  readonly spec?: DecidedSpec;
  /** The load balancer in front of several control planes. */
  readonly balancer?: Container;
  /** In the order of their indices. */
  readonly nodes: readonly NodeState[];
  /** All nodes that the specification wants were created once, so that from now on the labels of the nodes themselves count. */
  readonly complete: boolean;
  /** The version of Kubernetes that the cluster was made with; upgrades change that of the specification. */
  readonly firstVersion?: string;
  /** When a scheduled stop happens; absent when none is. */
  readonly stopAt?: Date;
}

/** Reads what exists of one cluster; `undefined` when nothing does. */
export async function readCluster(engine: Engine, name: string, options: CallOptions): Promise<ClusterState | undefined> {
  const labels = {[label.cluster]: name};
  const [networks, containers, volumes] = await Promise.all([
    engine.networks.list(labels, options),
    engine.containers.list(labels, options),
    engine.volumes.list(labels, options),
  ]);
  if (networks.length + containers.length + volumes.length === 0) return undefined;
  return toState(name, networks, containers, volumes);
}

/** Like {@link readCluster}. @throws AppError E_CLUSTER_NOT_FOUND. */
export async function requireCluster(engine: Engine, name: string, options: CallOptions): Promise<ClusterState> {
  const state = await readCluster(engine, name, options);
  if (state) return state;
  throw new AppError('E_CLUSTER_NOT_FOUND', `There is no cluster "${name}".`, {
    hints: [`flotilla start${name === 'flotilla' ? '' : ` -p ${name}`} creates it`, ...(await otherClusters(engine, options))],
  });
}

/** A way to the clusters that there are, for whoever named the wrong one. A failure to find them is none of the caller's. */
async function otherClusters(engine: Engine, options: CallOptions): Promise<readonly string[]> {
  const networks = await engine.networks.list({[label.cluster]: true}, options).catch(() => undefined);
  if (!networks) return ['flotilla list shows the clusters that exist'];
  const names = [...new Set(networks.map(({labels}) => labels[label.cluster] ?? ''))].filter(Boolean).toSorted();
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return names.length === 0 ? [] : [`flotilla list shows the clusters that exist: ${shown}${more}`];
}

/** Reads all clusters of the engine, by name. One whose specification cannot be read, such as a newer Flotilla's, is among them without it. */
export async function readClusters(engine: Engine, options: CallOptions): Promise<ClusterState[]> {
  const labels = {[label.cluster]: true} as const;
  const [networks, containers, volumes] = await Promise.all([
    engine.networks.list(labels, options),
    engine.containers.list(labels, options),
    engine.volumes.list(labels, options),
  ]);
  const of = <T extends {readonly labels: Readonly<Record<string, string>>}>(all: readonly T[], name: string): T[] =>
    all.filter((one) => one.labels[label.cluster] === name);
  const names = new Set([...networks, ...containers, ...volumes].map((one) => one.labels[label.cluster] ?? ''));
  return [...names].toSorted().map((name) => {
    return toState(name, of(networks, name), of(containers, name), of(volumes, name), tryDecodeSpec);
  });
}

function tryDecodeSpec(encoded: string): ClusterSpec | undefined {
  try {
    return decodeSpec(encoded);
  } catch {
    return undefined;
  }
}

function toState(
  name: string,
  networks: readonly Network[],
  containers: readonly Container[],
  volumes: readonly Volume[],
  decode: (encoded: string) => ClusterSpec | undefined = decodeSpec,
): ClusterState {
  const network = networks.find((candidate) => candidate.name === networkName(name)) ?? networks[0];
  const shared = volumes.find((volume) => volume.name === sharedVolumeName(name));
  const encoded = network?.labels[label.spec] ?? shared?.labels[label.spec];
  const spec = encoded === undefined ? undefined : decode(encoded);
  const found = new Map<string, NodeState>();
  for (const volume of volumes) {
    const node = fromLabels(volume.name.replace(/-var$/, ''), volume.labels);
    if (node) found.set(node.name, {...node, volume});
  }
  for (const container of containers) {
    const node = fromLabels(container.name, container.labels);
    if (node) found.set(node.name, {...found.get(node.name), ...node, container});
  }
  const nodes = [...found.values()].toSorted((a, b) => a.index - b.index);
  return {
    name,
    nodes,
    complete: shared !== undefined,
    ...(network ? {network} : {}),
    ...(spec
      ? {
          spec: {...(spec as DecidedSpec), kubernetesVersion: clusterVersion(nodes, spec.kubernetesVersion)},
          firstVersion: spec.kubernetesVersion,
        }
      : {}),
    ...helpersOf(containers),
  };
}

/** What the cluster's other containers tell. */
function helpersOf(containers: readonly Container[]): Pick<ClusterState, 'balancer' | 'stopAt'> {
  const balancer = containers.find(({labels}) => labels[label.part] === balancerPart);
  const stopAt = containers.find(({state, labels}) => state === 'running' && labels[label.stopAt] !== undefined)?.labels[label.stopAt];
  return {...(balancer ? {balancer} : {}), ...(stopAt === undefined ? {} : {stopAt: new Date(stopAt)})};
}

function fromLabels(name: string, labels: Readonly<Record<string, string>>): NumberedNode | undefined {
  const [index, spec] = [labels[label.index], labels[label.node]];
  if (index === undefined || spec === undefined) return undefined;
  return {name, index: Number(index), spec: decodeNode(JSON.parse(spec) as Partial<NodeSpec>)};
}
