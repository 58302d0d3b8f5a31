/** What the kernel under the engine can do for a node, as seen from a probe container. */
export interface HostFacts {
  /**
   * The bounding set of the engine: capabilities that it can grant, with their names as Docker spells them: "SYS_ADMIN", "NET_ADMIN".
   * An engine older than its kernel may not know the newest ones by name; `create` leaves those out.
   */
  readonly capabilities: readonly string[];
  readonly cgroupVersion: 1 | 2;
  /** AppArmor is on in the kernel. */
  readonly appArmor: boolean;
  readonly inotifyInstances: number;
  readonly inotifyWatches: number;
  /** Hard limit of open files in a container. */
  readonly openFiles: number;
  readonly cpus: number;
  readonly memoryTotalBytes: number;
  readonly memoryAvailableBytes: number;
  /** Free bytes where the engine keeps its data. */
  readonly diskFreeBytes: number;
  /** The kernel has IPv6, if it is off for the host or not. */
  readonly ipv6: boolean;
  /** CIDRs of both families that the host already routes (bridges, LAN, VPN), without the default route. */
  readonly routes: readonly string[];
  /** TCP ports of the host that something listens on; only of an engine elsewhere, whose ports cannot be tried from here. */
  readonly portsInUse?: readonly number[];
}
