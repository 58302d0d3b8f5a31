import type {FoundProblem} from './problem-collector.ts';

const longest = 300;

/** For people: each problem with its lines, newest last, what it means and what to do. */
export function renderProblems(cluster: string, problems: readonly FoundProblem[], missing: readonly string[]): string {
  const gaps = missing.map((text) => `Not looked at: ${text}`);
  if (problems.length === 0) return [`The logs of "${cluster}" tell of no known problem.`, ...gaps].join('\n');
  const blocks = problems.map(({id, means, remedy, lines}) =>
    [
      `${id}: ${means}`,
      ...lines
        .toSorted((a, b) => a.time.localeCompare(b.time))
        .map(
          ({node, source, time, text, count}) =>
            `  ${[node, source, time].filter(Boolean).join('  ')}${count > 1 ? ` (${count} times)` : ''}  ${text.slice(0, longest)}`,
        ),
      ...remedy.map((line) => `  Try: ${line.replaceAll('-p NAME', `-p ${cluster}`)}`),
    ].join('\n'),
  );
  return [...blocks, ...gaps].join('\n\n');
}
