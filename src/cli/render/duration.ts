/** Milliseconds as seconds to a tenth, such as "1.1 s"; from two minutes on as "2 min 5 s". */
export function formatSeconds(ms: number): string {
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const units = [
  {suffix: 'd', seconds: 86_400},
  {suffix: 'h', seconds: 3600},
  {suffix: 'm', seconds: 60},
  {suffix: 's', seconds: 1},
] as const;

/** An age as kubectl shows it: the largest unit that counts at least two of it, such as "90s", "12m", "5h" or "3d". */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const unit = units.find((candidate) => seconds >= 2 * candidate.seconds);
  return unit ? `${Math.floor(seconds / unit.seconds)}${unit.suffix}` : `${seconds}s`;
}
