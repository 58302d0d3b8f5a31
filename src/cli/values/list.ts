/** Splits "a,b" into its words, without empty ones and without repetitions. */
export function parseList(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}
