const aboutAll = 'keeper: ';
const aboutNode = 'on node ';

/** What a keeper's log says last of one node, or of itself: it writes what it could not do, and then a line with the node's name. */
export function complaintsOf(log: string, node: string): string[] {
  let said: string[] = [];
  let found: string[] = [];
  for (const line of log.split('\n').filter((one) => one.trim() !== '')) {
    if (line.startsWith(aboutAll)) return [line.slice(aboutAll.length)];
    if (line.startsWith(aboutNode)) {
      if (line.slice(aboutNode.length) === node) found = said.length > 0 ? said : ['the kernel gave no reason'];
      said = [];
    } else said.push(line);
  }
  return found.slice(-3);
}
