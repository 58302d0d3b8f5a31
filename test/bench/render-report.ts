import type {Summary} from './statistics.ts';

export interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly results: Readonly<Record<string, Summary>>;
}

/** The report as a Markdown table; seconds unless a row says MiB. */
export function renderReport({machine, results}: Report): string {
  const rows = Object.entries(results).map(
    ([name, {min, median, max, runs}]) => `| ${name} | ${number(min)} | ${number(median)} | ${number(max)} | ${runs} |`,
  );
  return [
    `Machine: ${Object.entries(machine)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
    '',
    '| what (seconds unless it says MiB) | min | median | max | runs |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
