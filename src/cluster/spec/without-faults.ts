import type {Path} from './spec-issue.ts';

/** A copy of the data without what lies at these paths; elements of lists are kept in place, without their faults. */
export function withoutFaults(data: unknown, faults: readonly Path[]): unknown {
  const copy: unknown = structuredClone(data);
  for (const path of faults) {
    const key = path.at(-1);
    const holder = path.slice(0, -1).reduce<unknown>((value, part) => (isObject(value) ? Reflect.get(value, part) : undefined), copy);
    if (key !== undefined && isObject(holder)) Reflect.deleteProperty(holder, key);
  }
  return copy;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}
