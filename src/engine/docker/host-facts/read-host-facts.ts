import {readFile} from 'node:fs/promises';
import type {Containers, EngineInfo} from '../../engine.ts';
import type {HostFacts} from '../../host-facts.ts';
import {HostFactsCache} from './host-facts-cache.ts';
import {liveFacts, localHostFacts} from './local-host-facts.ts';
import {probeHostFacts} from './probe-host-facts.ts';

export interface HostFactsRequest {
  readonly info: EngineInfo;
  readonly isLocal: boolean;
  readonly probeImage: string;
  readonly signal: AbortSignal;
}

/**
 * The facts by the cheapest way that works: from this machine's /proc, from the cache, from a probe container (about 400 ms).
 * Memory, disk and routes of a local engine are always fresh.
 */
export async function readHostFacts({info, isLocal, probeImage, signal}: HostFactsRequest, containers: Containers): Promise<HostFacts> {
  const local = isLocal ? await localHostFacts(info) : undefined;
  if (local !== undefined) return local;
  // Of an engine elsewhere everything is asked anew: its free memory, disk and routes change, and one look shows all.
  if (!isLocal) return probeHostFacts(probeImage, {signal}, containers);
  const {default: envPaths} = await import('env-paths');
  const cache = new HostFactsCache(envPaths('flotilla', {suffix: ''}).cache, info.id);
  const period = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
  let facts = await cache.read(period);
  if (facts === undefined) {
    facts = await probeHostFacts(probeImage, {signal}, containers);
    await cache.write(period, facts);
  }
  return {...facts, ...(await liveFacts(info.dataRoot))};
}
