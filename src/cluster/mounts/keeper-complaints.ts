const aboutAll = 'keeper: ';
const aboutNode = 'on node ';

/** What a keeper's log says last of one node, or of itself: it writes what it could not do, and then a line with the node's name. */
export function complaintsOf(log: string, node: string): string[] {
  const lines = log.split('\n').filter((one) => one.trim() !== '');
  const ofAll = lines.find((line) => line.startsWith(aboutAll));
  if (ofAll !== undefined) return [ofAll.slice(aboutAll.length)];
  const end = lines.lastIndexOf(`${aboutNode}${node}`);
  if (end === -1) return [];
  const begin = lines.slice(0, end).findLastIndex((line) => line.startsWith(aboutNode)) + 1;
  return begin === end ? ['the kernel gave no reason'] : lines.slice(begin, end).slice(-3);
}
