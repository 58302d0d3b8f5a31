import {type Fields, isFields} from './merge-document.ts';

/** Where kubeadm's documents hold arguments: lists of name and value since v1beta4, maps before. */
const argumentKeys: ReadonlySet<string> = new Set(['extraArgs', 'kubeletExtraArgs']);

/** The same document with arguments as v1beta4 has them: what is written for v1beta3, as most patches on the web are, fits. */
export function withArgumentLists(fields: Fields): Fields {
  return convert(fields, (value) =>
    isFields(value) ? Object.entries(value).map(([name, text]) => ({name, value: text === null ? null : String(text)})) : value,
  );
}

/** The same document with arguments as v1beta3 has them, for JSON patches whose paths count on it. */
export function withArgumentMaps(fields: Fields): Fields {
  return convert(fields, (value) =>
    Array.isArray(value) ? Object.fromEntries(value.map(({name, value: text}: {name: string; value: string}) => [name, text])) : value,
  );
}

function convert(fields: Fields, change: (value: unknown) => unknown): Fields {
  const entries = Object.entries(fields).map(([key, value]) => {
    if (argumentKeys.has(key)) return [key, change(value)];
    return [key, isFields(value) ? convert(value, change) : value];
  });
  return Object.fromEntries(entries);
}
