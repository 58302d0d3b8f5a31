/**
 * What this machine sees of nodes without asking the engine, where it is the machine they run on. An exec into a node costs 60 ms of
 * processor time; a look from here costs one.
 */
export interface Vicinity {
  /** Whether an address is one of this machine's own, as the gateway of a cluster's network is. */
  hasAddress(address: string): boolean;
  /** Whether somebody listens on a TCP port of a node's address. */
  isListening(address: string, port: number, signal: AbortSignal): Promise<boolean>;
  /** Percent in use of the file system that a folder of the engine's lies on, as `df` counts; undefined when it cannot be seen from here. */
  usedPercent(folder: string): Promise<number | undefined>;
}
