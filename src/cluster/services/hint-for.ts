/** A command to paste about a cluster: `flotilla -p` stands after the command's own words, and not for the default cluster. */
export function hintFor(cluster: string, command: string, words = ''): string {
  return ['flotilla', command, ...(cluster === 'flotilla' ? [] : ['-p', cluster]), words].filter(Boolean).join(' ');
}
