/** The candidate that differs least from a mistyped word, when it differs in at most a third of the letters (and in two of a short one). */
export function nearestKey(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const ranked = candidates
    .map((candidate) => ({candidate, edits: editCount(word.toLowerCase(), candidate.toLowerCase())}))
    .filter(({candidate, edits}) => edits <= limit && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** Levenshtein's distance. */
function editCount(from: string, to: string): number {
  let previous = [...to, ''].map((_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const diagonal = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(diagonal, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
