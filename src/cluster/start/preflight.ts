import type {EngineInfo} from '../../engine/engine.ts';
import type {HostFacts} from '../../engine/host-facts.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import {byFamily} from '../plan/addresses.ts';
import type {ClusterSpec, NodeSpec} from '../spec/cluster-spec.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {idleInotifyInstances, idleMiB, neededCapabilities} from './node-needs.ts';

/** Below this, unpacking one more image would fill the disk. */
const minimumDiskBytes = 2 * 1024 ** 3;

export interface PreflightInput {
  /** Nodes that will be made; all of a new cluster's unless told. */
  readonly making?: readonly NodeSpec[];
  readonly facts: HostFacts;
  readonly info: EngineInfo;
  readonly progress: Progress;
}

/**
 * Refuses what cannot work before anything is created.
 * @throws AppError E_ENGINE_UNSUPPORTED, E_CPUS, E_MEMORY, E_DISK, E_HOST_LIMIT.
 */
export function preflight(spec: ClusterSpec, state: ClusterState | undefined, {facts, info, progress, making}: PreflightInput): void {
  checkCapabilities(facts);
  checkFamilies(spec, facts);
  const isNew = state === undefined;
  checkLimits(making ?? (isNew ? spec.nodes : []), info);
  // A cluster that came from a larger machine, or whose machine has shrunk, starts with what there is; its kubelets see that too.
  const tooLarge = spec.nodes.flatMap((node) => limitProblem(node, info) ?? []);
  for (const message of new Set(tooLarge.map((problem) => problem.message))) progress.warn(message);
  const wantedMiB = spec.nodes.reduce((sum, {role}) => sum + idleMiB[role], 0);
  const availableMiB = Math.floor(facts.memoryAvailableBytes / 1024 ** 2);
  if (isNew && availableMiB < wantedMiB) {
    throw new AppError(
      'E_MEMORY',
      `${spec.nodes.length === 1 ? 'One node needs' : `${spec.nodes.length} nodes need`} about ${wantedMiB} MiB of memory; ${availableMiB} MiB are free.`,
      {
        hints: ['start fewer nodes with -n', 'free memory, then try again'],
      },
    );
  }
  if (isNew && facts.diskFreeBytes < minimumDiskBytes) {
    throw new AppError('E_DISK', `The engine's disk has ${Math.floor(facts.diskFreeBytes / 1024 ** 2)} MiB left; a cluster needs 2 GiB.`, {
      hints: ['docker system df shows what takes space; docker image prune and docker builder prune free what nothing uses'],
    });
  }
  checkInotify(spec.nodes, facts, progress);
}

/** Refuses nodes that are larger than the host. @throws AppError E_CPUS, E_MEMORY. */
export function checkLimits(nodes: readonly NodeSpec[], info: EngineInfo): void {
  const [impossible] = nodes.flatMap((node) => limitProblem(node, info) ?? []);
  if (impossible) throw impossible;
}

function checkCapabilities({capabilities}: HostFacts): void {
  const missing = neededCapabilities.filter((capability) => !capabilities.includes(capability));
  if (missing.length === 0) return;
  throw new AppError(
    'E_ENGINE_UNSUPPORTED',
    `The container engine cannot grant ${missing.map((name) => `CAP_${name}`).join(', ')}, which nodes need.`,
    {
      hints: ['run the engine with more capabilities: it is probably inside a restricted container itself'],
    },
  );
}

function checkFamilies({networking}: ClusterSpec, {ipv6}: HostFacts): void {
  if (ipv6 || byFamily(networking.podCIDR).ipv6 === undefined) return;
  throw new AppError('E_ENGINE_UNSUPPORTED', "The kernel under the container engine has no IPv6, and the cluster's pods would have.", {
    hints: ['leave out --ip-family, or start Linux without ipv6.disable=1'],
  });
}

function limitProblem({cpus, memory}: NodeSpec, info: EngineInfo): AppError | undefined {
  if (typeof cpus === 'number' && cpus > info.cpus) {
    return new AppError('E_CPUS', `${cpus} processors were asked for; the host has ${info.cpus}.`, {
      hints: [`--cpus ${info.cpus} or less`],
    });
  }
  const totalMiB = Math.floor(info.memoryBytes / 1024 ** 2);
  if (typeof memory === 'number' && memory > totalMiB) {
    return new AppError('E_MEMORY', `${memory} MiB of memory were asked for; the host has ${totalMiB} MiB.`, {
      hints: [`--memory ${totalMiB} or less`],
    });
  }
  return undefined;
}

/** All nodes share one limit of the host's kernel; programs that meet it fail with "too many open files". */
function checkInotify(nodes: readonly NodeSpec[], {inotifyInstances}: HostFacts, progress: Progress): void {
  const wanted = nodes.reduce((sum, {role}) => sum + idleInotifyInstances[role], 0);
  if (inotifyInstances >= wanted) return;
  progress.warn(
    `fs.inotify.max_user_instances is ${inotifyInstances}; ${nodes.length === 1 ? 'one node wants' : `${nodes.length} nodes want`} ${wanted}. Run \`flotilla doctor --fix\` if pods fail with "too many open files".`,
  );
}
