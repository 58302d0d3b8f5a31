import {posix} from 'node:path';
import {AppError} from '../../../errors/app-error.ts';
import {httpGet} from './http-get.ts';

/**
 * The SHA-256 that a checksum file gives for a name: the file is the sum alone, or lines of "sum  name" or "sum *name".
 * Undefined when it has no line for that name.
 */
export function checksumFor(text: string, name: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && /^[0-9a-f]{64}$/i.test(only)) return only.toLowerCase();
  const sums = lines.map((line) => /^([0-9a-f]{64})\s+\*?(\S+)$/i.exec(line));
  return sums.find((match) => posix.basename(match?.[2] ?? '') === name)?.[1]?.toLowerCase();
}

/** Fetches a checksum file for what is at `url`. @throws AppError E_DOWNLOAD when there is none, E_CHECKSUM when it says nothing useful. */
export async function fetchChecksum(checksumUrl: string, url: string, signal: AbortSignal): Promise<string> {
  const response = await httpGet(checksumUrl, {signal});
  const text = await response.text();
  if (!response.ok) throw new AppError('E_DOWNLOAD', `The checksum ${checksumUrl} cannot be fetched: HTTP status ${response.status}.`);
  const sum = checksumFor(text, posix.basename(url));
  if (sum !== undefined) return sum;
  throw new AppError('E_CHECKSUM', `${checksumUrl} holds no SHA-256 for ${posix.basename(url)}.`);
}
