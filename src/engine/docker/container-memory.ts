/** What is used of `GET /containers/x/stats`. */
export interface MemoryAnswer {
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: {readonly total_inactive_file?: number; readonly inactive_file?: number};
  };
}

/** Bytes in use less the page cache that the kernel would give back first: what `docker stats` shows, on cgroup v1 and v2. */
export function memoryInUse({memory_stats: memory}: MemoryAnswer): number {
  const usage = memory?.usage ?? 0;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}
