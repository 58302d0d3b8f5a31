const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size in the largest binary unit that leaves at least one of it, to a tenth when below ten: "1.5 GiB", "64 MiB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  const digits = power > 0 && amount < 10 ? 1 : 0;
  return `${amount.toFixed(digits)} ${units[power]}`;
}
