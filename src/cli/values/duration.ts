import {formatGoDuration} from '../../cluster/scheduled-stop/time-to-stop.ts';
import {AppError} from '../../errors/app-error.ts';

const milliseconds: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/**
 * Reads a duration as Go programs write it ("5m", "1m30s", "250ms"), in milliseconds; a bare number is seconds.
 * @throws AppError E_USAGE for anything else.
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(trimmed)) {
    throw new AppError('E_USAGE', `"${text}" is not a duration; write 30s, 5m or 1m30s.`);
  }
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (milliseconds[unit ?? ''] ?? 0), 0));
}

/**
 * Reads a duration that something is waited for, as {@link parseDuration} does.
 * @throws AppError E_USAGE also for one of no length, in which nothing can become ready.
 */
export function parseWait(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new AppError('E_USAGE', `"${text}" leaves no time to wait; write 30s, 5m or 1m30s.`);
}

/** A duration as people write it: "5m", "1m30s". Whole seconds. */
export const shortDuration = (ms: number): string => formatGoDuration(ms).replace(/(?<=[hm])(?:0m)?0s$/, '');
