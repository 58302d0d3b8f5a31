import {type NodeSpec, nodeDefaults} from './node-spec.ts';

/** A node without what is empty, for labels: most nodes say little. */
export function encodeNode(node: NodeSpec): Partial<NodeSpec> {
  const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(node).filter(([, value]) => !isEmpty(value)));
}

/** What {@link encodeNode} gave, or an older Flotilla, with every field. */
export function decodeNode(stored: Partial<NodeSpec>): NodeSpec {
  return {...nodeDefaults, ...stored} as NodeSpec;
}
