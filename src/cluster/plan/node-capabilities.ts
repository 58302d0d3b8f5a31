/** What no node needs: loading kernel modules, raw device I/O, the host's clock, rebooting the host, its wake-up alarms, process accounting. */
const notNeeded = ['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT', 'WAKE_ALARM', 'SYS_PACCT'];

/** Docker 20.10 refuses these names; SYS_ADMIN, which nodes have, includes what they allow. */
const unknownToOldEngines = ['BPF', 'PERFMON', 'CHECKPOINT_RESTORE'];

const neverAsked: ReadonlySet<string> = new Set([...notNeeded, ...unknownToOldEngines]);

/** Capabilities of a node, by name: all that the engine can grant, less what no node needs. */
export function nodeCapabilities(grantable: readonly string[]): string[] {
  return grantable.filter((capability) => !neverAsked.has(capability)).toSorted();
}
