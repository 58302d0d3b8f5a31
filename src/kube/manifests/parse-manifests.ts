import {LineCounter, parseAllDocuments} from 'yaml';
import {AppError} from '../../errors/app-error.ts';
import type {KubeObject} from '../kube-types.ts';

/**
 * The objects of a text of one or several YAML documents; lists of objects are taken apart and empty documents are left out.
 * Of several with the same identity the last counts.
 * @throws AppError E_CONFIG with `source` and line for text that is not YAML or documents that are no objects.
 */
export function parseManifests(yamlText: string, source = 'manifest'): readonly KubeObject[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(yamlText, {lineCounter, prettyErrors: false});
  const fault = (offset: number, problem: string) =>
    new AppError('E_CONFIG', `The Kubernetes manifest ${source}:${lineCounter.linePos(offset).line} is not valid: ${problem}.`);
  const objects = new Map<string, KubeObject>();
  for (const document of 'empty' in documents ? [] : documents) {
    const [error] = document.errors;
    if (error) throw fault(error.pos[0], (error.message.split('\n')[0] ?? '').replace(/[.:]$/, ''));
    for (const value of flattened(document.toJS())) {
      if (!isKubeObject(value)) throw fault(document.contents?.range?.[0] ?? 0, 'an object needs apiVersion, kind and metadata.name');
      objects.delete(identityOf(value));
      objects.set(identityOf(value), value);
    }
  }
  return [...objects.values()];
}

function identityOf({apiVersion, kind, metadata: {namespace, name}}: KubeObject): string {
  return [apiVersion, kind, namespace, name].join(' ');
}

function flattened(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  const items =
    typeof value === 'object' && 'kind' in value && String(value.kind).endsWith('List') && 'items' in value ? value.items : undefined;
  return Array.isArray(items) ? items.flatMap(flattened) : [value];
}

function isKubeObject(value: unknown): value is KubeObject {
  if (value === null || typeof value !== 'object') return false;
  const {apiVersion, kind, metadata} = value as Partial<KubeObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
