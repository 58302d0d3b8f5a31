import type {NodeStatus} from './node-status.ts';

/** What to do about what a status shows; nothing when all is well. */
export function statusHints(nodes: readonly NodeStatus[], cluster: string): string[] {
  const named = (is: (node: NodeStatus) => boolean): string =>
    nodes
      .filter(is)
      .map(({name}) => name)
      .join(', ');
  const full = named(({host}) => host === 'InsufficientStorage');
  const broken = named(({host, apiServer}) => host === 'Error' || apiServer === 'Error');
  const isDown = nodes.some(({host, kubelet}) => [host, kubelet].some((state) => state === 'Stopped' || state === 'Nonexistent'));
  return [
    ...(nodes.length === 0 ? [`The cluster "${cluster}" has no nodes; flotilla start -p ${cluster} makes them.`] : []),
    ...(full === ''
      ? []
      : [`The disk of ${full} is full: docker system df shows what takes space; flotilla start -p ${cluster} after some is free.`]),
    ...(broken === '' ? [] : [`To see what is wrong with ${broken}: flotilla logs -p ${cluster} --problems`]),
    ...(nodes.some(({host}) => host === 'Paused') ? [`To let it go on: flotilla unpause -p ${cluster}`] : []),
    ...(isDown ? [`To start what does not run: flotilla start -p ${cluster}`] : []),
  ];
}
