const mebibytes: Readonly<Record<string, number>> = {k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2};

/** An amount of memory in whole MiB: `5120` and `5120mb` are the same, `5g` is 5120, units are binary. `undefined` when it is none. */
export function parseMemoryAmount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(?:i?b?)?)?$/i.exec(text.trim());
  const amount = Math.floor(Number(match?.[1]) * (mebibytes[(match?.[2] ?? 'm').toLowerCase()] ?? Number.NaN));
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}
