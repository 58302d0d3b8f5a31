import {basename, resolve} from 'node:path';
import type {Path, SpecIssue} from './spec-issue.ts';

/** What was found of the files that a cluster file names, by the names as they are written. */
export interface NamedFiles {
  /** Where relative paths start. */
  readonly folder: string;
  readonly texts: Readonly<Record<string, {readonly text: string} | {readonly problem: string}>>;
}

interface Reference {
  readonly path: Path;
  readonly name: string;
}

/** The files that a cluster file names: fields that take long texts hold a name when they have one line. */
export function fileNames(raw: unknown): readonly string[] {
  return [...new Set(references(raw).map(({name}) => name))];
}

/** The data with the texts of files in place of their names, and with paths of the host made absolute. */
export function inlineFiles(raw: unknown, files: NamedFiles): {readonly raw: unknown; readonly issues: readonly SpecIssue[]} {
  const copy: unknown = structuredClone(raw);
  const issues: SpecIssue[] = [];
  for (const {path, name} of references(raw)) {
    const found = files.texts[name] ?? {problem: 'it was not read'};
    if ('problem' in found) issues.push({id: 'E_FILE', path, message: `the file ${name} cannot be read: ${found.problem}`});
    else set(copy, path, path[0] === 'manifests' ? {name: basename(name), text: found.text} : found.text);
  }
  for (const mount of mountsOf(copy)) {
    if (typeof mount['hostPath'] === 'string' && /^\.\.?(?:\/|$)/.test(mount['hostPath'])) {
      mount['hostPath'] = resolve(files.folder, mount['hostPath']);
    }
  }
  return {raw: copy, issues};
}

function references(raw: unknown): readonly Reference[] {
  const places: Path[] = [
    ['admissionConfiguration'],
    ['auditPolicy'],
    ['networking', 'cni'],
    ...listPlaces(raw, 'caCertificates'),
    ...listPlaces(raw, 'manifests'),
    ...listPlaces(raw, 'apparmorProfiles'),
  ];
  return places.flatMap((path) => {
    const name = get(raw, path);
    const isName =
      typeof name === 'string' && name !== '' && !name.includes('\n') && !(path[1] === 'cni' && ['default', 'none'].includes(name));
    return isName ? [{path, name}] : [];
  });
}

function listPlaces(raw: unknown, key: string): Path[] {
  const list = get(raw, [key]);
  return Array.isArray(list) ? list.map((_, index) => [key, index]) : [];
}

function mountsOf(raw: unknown): Record<string, unknown>[] {
  const nodes = get(raw, ['nodes']);
  const lists = [get(raw, ['mounts']), ...(Array.isArray(nodes) ? nodes.map((node: unknown) => get(node, ['mounts'])) : [])];
  return lists.flatMap((list) => (Array.isArray(list) ? list : [])).filter((mount) => mount !== null && typeof mount === 'object');
}

function get(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined), raw);
}

function set(raw: unknown, path: Path, value: unknown): void {
  const holder = get(raw, path.slice(0, -1));
  const key = path.at(-1);
  if (key !== undefined && holder !== null && typeof holder === 'object') Reflect.set(holder, key, value);
}
