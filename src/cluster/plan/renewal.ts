const day = 86_400;
const defaultValidity = 3650 * day;
const units: Readonly<Record<string, number>> = {h: 3600, m: 60, s: 1};

/**
 * How long before their end certificates are renewed, in seconds: a month, or the last third of those that do not live three months.
 * @param validity as Go writes durations; ten years when absent.
 */
export function renewBefore(validity: string | undefined): number {
  const parts = [...(validity ?? '').matchAll(/(\d+)([hms])/g)];
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0);
  return Math.min(30 * day, Math.floor((seconds || defaultValidity) / 3));
}

/** Shell assignments for `renew-certificates` and `has-identity`. */
export const certificatesEnv = (validity: string | undefined): string => `RENEW_BEFORE=${renewBefore(validity)}\n`;
