import {clusterProblems} from './cluster-problems.ts';
import {hostProblems} from './host-problems.ts';
import type {KnownProblem} from './known-problem.ts';

/** All known problems; where two match a line, the earlier, narrower one counts. */
export const knownProblems: readonly KnownProblem[] = [...hostProblems, ...clusterProblems];

/** Lines longer than this are looked at only so far: patterns are short, and some programs log whole objects. */
const lookedAt = 4000;

/** The known problem that a line of a log tells of. */
export function matchProblem(line: string): KnownProblem | undefined {
  const head = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  return knownProblems.find(({pattern}) => pattern.test(head));
}
