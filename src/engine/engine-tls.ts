/** Paths of PEM files; a missing one is not used. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False accepts any certificate of the engine. */
  readonly verify: boolean;
}
