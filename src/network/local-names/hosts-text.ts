/** A name for an address, made for a cluster. */
export interface HostName {
  readonly name: string;
  readonly address: string;
}

/** The end of each line of ours, by which it is found again: the cluster's name stands in it. */
const markOf = (cluster: string): string => `# flotilla:${cluster}`;

/** The line of a name, as it stands in a hosts file. */
export const hostLine = ({name, address}: HostName, cluster: string): string => `${address} ${name} ${markOf(cluster)}`;

/** The text with a line for each name; what it had for them of the same cluster is replaced, all other lines stay as they are. */
export function withHosts(text: string, names: readonly HostName[], cluster: string): string {
  const mark = markOf(cluster);
  const given = new Set(names.map(({name}) => name));
  const kept = linesOf(text).filter(
    (line) =>
      !(
        isMarked(line, mark) &&
        wordsOf(line)
          .slice(1)
          .some((word) => given.has(word))
      ),
  );
  return joined([...kept, ...names.map((name) => hostLine(name, cluster))]);
}

/** The text without the lines of a cluster; the same text when it has none. */
export function withoutCluster(text: string, cluster: string): string {
  const lines = linesOf(text);
  const kept = lines.filter((line) => !isMarked(line, markOf(cluster)));
  return kept.length === lines.length ? text : joined(kept);
}

/** Whether a hosts file gives a name this address, and no other before it. */
export function isNamed(text: string, {name, address}: HostName): boolean {
  const line = linesOf(text).find((one) => wordsOf(one).slice(1).includes(name));
  return line !== undefined && wordsOf(line)[0] === address;
}

/** The command that takes the lines of a cluster out of the file, for a shell. */
export const removalCommand = (file: string, cluster: string): string => `sudo sed -i '/${markOf(cluster)}$/d' ${file}`;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

const isMarked = (line: string, mark: string): boolean => line.trimEnd().endsWith(` ${mark}`);

const wordsOf = (line: string): string[] => line.replace(/#.*/, '').trim().split(/\s+/);

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
