/** A configuration document as data. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A merge patch (RFC 7386) that is strategic where kubeadm's lists are: entries with a name replace that of the same name and are added
 * otherwise, and certificate names are added. So a patch that adds an argument does not take away those that a node needs.
 */
export function mergeDocument(document: Fields, patch: Fields): Fields {
  const merged: Record<string, unknown> = {...document};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeValue(merged[key], value, key);
  }
  return merged;
}

function mergeValue(old: unknown, value: unknown, key: string): unknown {
  if (isFields(value)) return mergeDocument(isFields(old) ? old : {}, value);
  if (!Array.isArray(old) || !Array.isArray(value)) return value;
  if (key === 'certSANs') return [...new Set([...old, ...value])];
  if (!isNamed(old) || !isNamed(value)) return value;
  const names = new Set(value.map(({name}) => name));
  return [...old.filter(({name}) => !names.has(name)), ...value];
}

/** A map, as opposed to a list or a scalar. */
export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isNamed(list: unknown[]): list is {readonly name: string}[] {
  return list.every((entry) => isFields(entry) && typeof entry['name'] === 'string');
}
