import {statfs} from 'node:fs/promises';
import type {CallOptions, Engine} from '../../../engine/engine.ts';
import {isAppError} from '../../../errors/app-error.ts';
import type {DiskFacts, DoctorFacts, EngineFacts} from '../doctor-facts.ts';
import {plannedNodeCount} from '../planned-nodes.ts';
import {gatherEngine} from './gather-engine.ts';
import {gatherInotify} from './gather-inotify.ts';
import {gatherKernel} from './gather-kernel.ts';
import {gatherKubeconfig} from './gather-kubeconfig.ts';

export interface GatherInput extends CallOptions {
  /** @throws AppError when there is no engine, or it may not be used. */
  connect(): Promise<Engine>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How many nodes the user plans. */
  readonly nodes?: number;
}

/** Everything the checks judge. An engine that cannot be reached is a fact, not an error. */
export async function gatherFacts({connect, env, nodes, signal}: GatherInput): Promise<DoctorFacts> {
  const engineSide = reachEngine(connect, signal);
  const [engine, kernel, kubeconfig] = await Promise.all([engineSide, gatherKernel(), gatherKubeconfig(env)]);
  const common = {kubeconfig, nodeVersion: process.versions.node};
  if (isAppError(engine)) return {...common, engine, plannedNodes: plannedNodeCount(nodes, [])};
  const plannedNodes = plannedNodeCount(nodes, engine.clusters);
  if (!engine.endpoint.isLocal) return {...common, engine, plannedNodes};
  const ids = engine.clusters.flatMap((cluster) => cluster.nodes.flatMap(({container}) => container?.id ?? []));
  const [inotify, disk] = await Promise.all([gatherInotify(ids), freeInodes(engine.info.dataRoot)]);
  return {...common, engine, plannedNodes, kernel, inotify, disk};
}

async function reachEngine(connect: () => Promise<Engine>, signal: AbortSignal): Promise<EngineFacts | DoctorFacts['engine']> {
  try {
    return await gatherEngine(await connect(), {signal});
  } catch (error) {
    if (!isAppError(error) || signal.aborted) throw error;
    return error;
  }
}

/** File systems that make inodes as they need them report none at all. */
async function freeInodes(folder: string): Promise<DiskFacts> {
  const disk = await statfs(folder).catch(() => undefined);
  return disk === undefined || disk.files === 0 ? {} : {freeInodes: disk.ffree};
}
