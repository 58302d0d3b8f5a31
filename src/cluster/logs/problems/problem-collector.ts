import type {KnownProblem} from './known-problem.ts';
import {matchProblem} from './match-problem.ts';

/** Lines that say the same, of one log. */
export interface ProblemLine {
  readonly node: string;
  /** `kubelet`, `kube-system/etcd-dev-control-plane/etcd`, `events`. */
  readonly source: string;
  /** Of the last of them, as the log has it; empty where it has none. */
  readonly time: string;
  /** The last of them, without its time. */
  readonly text: string;
  readonly count: number;
}

export interface FoundProblem extends Omit<KnownProblem, 'pattern'> {
  readonly lines: readonly ProblemLine[];
}

const timePattern = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?) (?:std(?:out|err) [FP] )?/;

/** Gathers what matches known problems while logs go by; lines that differ only in numbers are counted, not kept. */
export class ProblemCollector {
  readonly #found = new Map<KnownProblem, Map<string, ProblemLine>>();

  add(node: string, source: string, line: string): void {
    const problem = matchProblem(line);
    if (!problem) return;
    const [head = '', time = ''] = timePattern.exec(line) ?? [];
    const text = line.slice(head.length);
    const lines = this.#found.get(problem) ?? new Map<string, ProblemLine>();
    this.#found.set(problem, lines);
    const key = `${node} ${source} ${likeness(text)}`;
    lines.set(key, {node, source, time, text, count: (lines.get(key)?.count ?? 0) + 1});
  }

  /** In the order in which they first showed. */
  get problems(): readonly FoundProblem[] {
    return [...this.#found].map(([{id, means, remedy}, lines]) => ({id, means, remedy, lines: [...lines.values()]}));
  }
}

/** A line without what changes from one time to the next. */
function likeness(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+|[0-9a-f]{8,}|\d+/gi, '#').slice(0, 300);
}
