import {createHash} from 'node:crypto';

/** A short name for what something is made from: equal for equal content, whatever the order of keys. */
export function contentKey(recipe: unknown): string {
  return createHash('sha256').update(JSON.stringify(recipe, sortKeys)).digest('hex').slice(0, 20);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
