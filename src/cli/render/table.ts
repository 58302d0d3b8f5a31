const gap = '   ';

/** Rows in columns that line up, under a head in capitals as kubectl prints it; no borders, nothing after the last column. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((title) => title.toUpperCase()), ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      head
        .map((_, column) => (line[column] ?? '').padEnd(widths[column] ?? 0))
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}
