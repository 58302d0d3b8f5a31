import {AppError} from '../../errors/app-error.ts';

const mebibytes: Readonly<Record<string, number>> = {'': 1, b: 1 / 1024 ** 2, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2};

/**
 * Reads an amount of memory as minikube does, in MiB: a bare number is MiB, and k, m, g, t (also kb, mb, gb, tb, and ki, kib ...)
 * are binary units in either case. Rounds down to whole MiB.
 * @throws AppError E_USAGE for anything else, and for less than 1 MiB.
 */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([bkmgt]?)|([kmgt])(?:i?b|i))$/i.exec(text.trim());
  const unit = (match?.[2] ?? match?.[3] ?? '').toLowerCase();
  const mib = Math.floor(Number(match?.[1]) * (mebibytes[unit] ?? Number.NaN));
  if (Number.isSafeInteger(mib) && mib >= 1) return mib;
  throw new AppError('E_USAGE', `"${text}" is not an amount of memory; write 5120 (MiB), 5120mb or 5g.`);
}
