/** A user who names a cluster, or a file with clusters, means that one. */
const choosing = /^--(?:context|cluster|kubeconfig|server)(?:=|$)|^-s/;

/**
 * Adds the context, and the server when it is not the context's, to kubectl's words: before its first flag, for a plugin's name must come before all flags, or at the end.
 * Words that choose a cluster themselves stay as they are.
 */
export function withContext(words: readonly string[], context: string, server?: string): string[] {
  const flags = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  // Completion looks at the last word as it stands; without words kubectl prints its help.
  if (words.length === 0 || words[0]?.startsWith('__complete') || flags.some((word) => choosing.test(word))) return [...words];
  const first = words.findIndex((word) => word.startsWith('-'));
  const place = first === -1 ? words.length : first;
  const chosen = [`--context=${context}`, ...(server === undefined ? [] : [`--server=${server}`])];
  return [...words.slice(0, place), ...chosen, ...words.slice(place)];
}
