import {readdir, readFile, statfs} from 'node:fs/promises';
import {boundingSetOf, decodeCapabilities} from '../../capabilities.ts';
import type {EngineInfo} from '../../engine.ts';
import type {HostFacts} from '../../host-facts.ts';
import {isInThisPidNamespace, memoryFigure, openFilesLimit, parseIPv6Routes, parseRoutes} from './proc-files.ts';

/** What changes from one minute to the next. */
export type LiveFacts = Pick<HostFacts, 'memoryTotalBytes' | 'memoryAvailableBytes' | 'diskFreeBytes' | 'routes'>;

/** The programs whose bounding sets and limits a container inherits. */
const engineProcesses = new Set(['dockerd', 'containerd']);

/**
 * The facts about this machine without any container, in a few milliseconds, or undefined when the engine's processes cannot be seen
 * (another PID namespace, a hidden /proc, Podman, which has no daemon): then only a probe container can tell.
 */
export async function localHostFacts(info: EngineInfo): Promise<HostFacts | undefined> {
  const [engine, live] = await Promise.all([findEngineProcesses(), liveFacts(info.dataRoot)]);
  if (!engine.some(({name}) => name === 'dockerd') || live === undefined) return undefined;
  const boundingSet = engine.reduce((common, {capabilities}) => common & capabilities, engine[0]?.capabilities ?? 0n);
  const [appArmor, instances, watches, ipv6] = await Promise.all([
    textOf('/sys/module/apparmor/parameters/enabled'),
    textOf('/proc/sys/fs/inotify/max_user_instances'),
    textOf('/proc/sys/fs/inotify/max_user_watches'),
    textOf('/proc/sys/net/ipv6/conf/all/disable_ipv6'),
  ]);
  return {
    capabilities: decodeCapabilities(boundingSet.toString(16)),
    cgroupVersion: info.cgroupVersion,
    appArmor: appArmor?.trim() === 'Y',
    inotifyInstances: Number(instances ?? 0),
    inotifyWatches: Number(watches ?? 0),
    openFiles: Math.min(...engine.map(({openFiles}) => openFiles)),
    cpus: info.cpus,
    ipv6: ipv6 !== undefined,
    ...live,
  };
}

/** Memory, disk and routes of this machine now; undefined when the engine's data directory cannot be measured. */
export async function liveFacts(dataRoot: string): Promise<LiveFacts | undefined> {
  const [memory, routes, ipv6Routes, disk] = await Promise.all([
    textOf('/proc/meminfo'),
    textOf('/proc/net/route'),
    textOf('/proc/net/ipv6_route'),
    statfs(dataRoot).catch(() => undefined),
  ]);
  if (memory === undefined || routes === undefined || disk === undefined) return undefined;
  return {
    memoryTotalBytes: memoryFigure(memory, 'MemTotal'),
    memoryAvailableBytes: memoryFigure(memory, 'MemAvailable'),
    diskFreeBytes: disk.bavail * disk.bsize,
    routes: [...parseRoutes(routes), ...parseIPv6Routes(ipv6Routes ?? '')],
  };
}

interface EngineProcess {
  readonly name: string;
  readonly capabilities: bigint;
  readonly openFiles: number;
}

/** Also containerd, because Docker's may be a service of its own; not those inside nodes, which run in PID namespaces of their own. */
async function findEngineProcesses(): Promise<readonly EngineProcess[]> {
  const entries = await readdir('/proc').catch(() => []);
  const found = await Promise.all(entries.filter((name) => /^\d+$/.test(name)).map(engineProcess));
  return found.filter((process) => process !== undefined);
}

async function engineProcess(pid: string): Promise<EngineProcess | undefined> {
  const name = (await textOf(`/proc/${pid}/comm`))?.trim();
  if (name === undefined || !engineProcesses.has(name)) return undefined;
  const [status = '', limits = ''] = await Promise.all([textOf(`/proc/${pid}/status`), textOf(`/proc/${pid}/limits`)]);
  const boundingSet = boundingSetOf(status);
  const openFiles = openFilesLimit(limits);
  if (boundingSet === undefined || openFiles === undefined || !isInThisPidNamespace(status)) return undefined;
  return {name, capabilities: BigInt(`0x${boundingSet}`), openFiles};
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
