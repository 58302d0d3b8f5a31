/** The number of letters to insert, remove or replace to turn one word into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({length: to.length + 1}, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The candidate most like a mistyped word, or undefined when none is like it (more than a third of its letters, and more than two, differ). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === '') return undefined;
  const limit = Math.max(2, Math.floor(word.length / 3));
  const [best] = candidates
    .map((candidate) => ({candidate, differs: candidate.startsWith(word) ? 1 : distance(word, candidate)}))
    .filter(({candidate, differs}) => differs <= limit && differs < candidate.length)
    .sort((a, b) => a.differs - b.differs);
  return best?.candidate;
}
