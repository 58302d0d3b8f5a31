/** What tells the scripts of a node how long they may wait, so that none gives up before its caller does. */
export function patience(timeoutMs: number): Readonly<Record<string, string>> {
  return {FLOTILLA_PATIENCE: String(Math.ceil(timeoutMs / 1000))};
}
