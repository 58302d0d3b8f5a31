/** Longer than the CLI lags behind a script that gives up; the script has a clock of whole seconds besides. */
const marginSeconds = 5;

/** What tells the scripts of a node how long they may wait, so that none gives up before its caller does: slowness is the caller's E_TIMEOUT. */
export function patience(timeoutMs: number): Readonly<Record<string, string>> {
  return {FLOTILLA_PATIENCE: String(Math.ceil(timeoutMs / 1000) + marginSeconds)};
}
