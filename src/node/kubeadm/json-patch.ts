import {isDeepStrictEqual} from 'node:util';

/** An operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

type Holder = Record<string, unknown> | unknown[];

/** A copy of the document after all operations. @throws Error that names the operation which does not fit. */
export function applyJsonPatch<T>(document: T, operations: readonly JsonPatchOperation[]): T {
  const root = {'': structuredClone(document) as unknown};
  for (const operation of operations) apply(root, operation);
  return root[''] as T;
}

const operationsByName: Readonly<Record<string, (root: Record<string, unknown>, operation: JsonPatchOperation) => void>> = {
  add: (root, {path, value}) => add(root, path, structuredClone(value)),
  remove: (root, {path}) => remove(root, path),
  replace: (root, {path, value}) => {
    remove(root, path);
    add(root, path, structuredClone(value));
  },
  move: (root, {path, from = ''}) => add(root, path, remove(root, from)),
  copy: (root, {path, from = ''}) => add(root, path, structuredClone(read(root, from))),
  test: (root, {path, value}) => {
    if (!isDeepStrictEqual(read(root, path), value)) throw new Error(`test of ${path}: the value is another`);
  },
};

function apply(root: Record<string, unknown>, operation: JsonPatchOperation): void {
  const act = operationsByName[operation.op];
  if (!act) throw new Error(`"${operation.op}" is no operation; known are ${Object.keys(operationsByName).join(', ')}`);
  act(root, operation);
}

function add(root: Record<string, unknown>, path: string, value: unknown): void {
  const {holder, key} = find(root, path);
  if (!Array.isArray(holder)) holder[key] = value;
  else if (key === '-') holder.push(value);
  else holder.splice(indexIn(key, path, holder.length), 0, value);
}

function remove(root: Record<string, unknown>, path: string): unknown {
  const {holder, key} = find(root, path);
  if (Array.isArray(holder)) return holder.splice(indexIn(key, path, holder.length - 1), 1)[0];
  if (!(key in holder)) throw new Error(`${path} is not there`);
  const value = holder[key];
  delete holder[key];
  return value;
}

function read(root: Record<string, unknown>, path: string): unknown {
  const {holder, key} = find(root, path);
  if (Array.isArray(holder)) return holder[indexIn(key, path, holder.length - 1)];
  if (!(key in holder)) throw new Error(`${path} is not there`);
  return holder[key];
}

/** What holds the value of a pointer; of the whole document, the root. */
function find(root: Record<string, unknown>, path: string): {readonly holder: Holder; readonly key: string} {
  if (path !== '' && !path.startsWith('/')) throw new Error(`"${path}" does not begin with /`);
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let holder: unknown = root;
  for (const key of keys.slice(0, -1)) {
    holder = Array.isArray(holder) ? holder[indexIn(key, path, holder.length - 1)] : (holder as Record<string, unknown>)[key];
    if (holder === null || typeof holder !== 'object') throw new Error(`${path} is not there`);
  }
  return {holder: holder as Holder, key: keys.at(-1) ?? ''};
}

function indexIn(key: string, path: string, last: number): number {
  const index = /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
  if (index <= last) return index;
  throw new Error(`${path} is not there`);
}
