/**
 * What no node needs: loading kernel modules, raw device I/O, the host's clock, rebooting the host, and its wake-up alarms;
 * without MAC_ADMIN a node could not load AppArmor profiles, so that one stays.
 */
const neverGranted: ReadonlySet<string> = new Set(['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT', 'WAKE_ALARM', 'SYS_PACCT']);

/** Capabilities of a node, by name: all that the engine can grant, less what no node needs. */
export function nodeCapabilities(grantable: readonly string[]): string[] {
  return grantable.filter((capability) => !neverGranted.has(capability)).toSorted();
}
