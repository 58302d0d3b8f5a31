import type {EngineInfo} from '../../../engine/engine.ts';
import type {HostFacts} from '../../../engine/host-facts.ts';
import type {NodeRole} from '../../spec/cluster-spec.ts';
import {idleMiB} from '../../start/node-needs.ts';
import {type Check, ok, problem, skipped, warning} from '../check.ts';
import type {DiskFacts} from '../doctor-facts.ts';
import {notExamined} from './engine-checks.ts';

const memory = {id: 'memory', why: 'Without memory the kernel kills programs of the control plane, the API server first.'};
const disk = {id: 'disk', why: 'On a full disk images cannot be unpacked, etcd stops and pods fail.'};

const gib = 1024 ** 3;
/** `start` refuses with less than 2 GiB; one application's images and a day of logs fill 5. */
const diskBytes = {problem: 2 * gib, warning: 5 * gib} as const;
const fewInodes = 50_000;

const asMiB = (bytes: number): number => Math.floor(bytes / 1024 ** 2);

/** `toStart` are the nodes that do not run yet. */
export function checkMemory(host: HostFacts | undefined, toStart: readonly NodeRole[]): Check {
  if (!host) return skipped(memory, notExamined);
  const needed = toStart.reduce((sum, role) => sum + idleMiB[role], 0);
  const available = asMiB(host.memoryAvailableBytes);
  const what = toStart.length === 0 ? 'no further node is to start' : `${toStart.length} more nodes need ${needed} MiB without any pods`;
  const found = `${available} MiB of ${asMiB(host.memoryTotalBytes)} MiB are free; ${what}`;
  if (available < needed)
    return problem(
      memory,
      'E_MEMORY',
      found,
      'start fewer nodes: flotilla start -n NODES',
      'docker stats --no-stream shows what takes memory',
    );
  return available < 2 * needed ? warning(memory, found, 'pods have little room: start fewer nodes, or free memory') : ok(memory, found);
}

export function checkDisk(host: HostFacts | undefined, {dataRoot}: Pick<EngineInfo, 'dataRoot'>, {freeInodes}: DiskFacts): Check {
  if (!host) return skipped(disk, notExamined);
  const inodes = freeInodes === undefined ? '' : ` and ${freeInodes} inodes`;
  const found = `${(host.diskFreeBytes / gib).toFixed(1)} GiB${inodes} are free at ${dataRoot}`;
  const remedy = [
    'docker system df shows what takes space',
    'docker image prune and docker builder prune free what nothing uses; docker system prune would remove stopped nodes too',
  ];
  const noInodes = freeInodes === 0;
  if (host.diskFreeBytes < diskBytes.problem || noInodes) return problem(disk, 'E_DISK', found, ...remedy);
  const isLow = host.diskFreeBytes < diskBytes.warning || (freeInodes !== undefined && freeInodes < fewInodes);
  return isLow ? warning(disk, found, ...remedy) : ok(disk, found);
}
