/** What the go command complains of: not the packages that it names as it compiles them, nor the modules that it fetches. */
export function complaintsOf(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /[\s:]/.test(line.trim()) && !line.startsWith('go: downloading '))
    .join('\n');
}
