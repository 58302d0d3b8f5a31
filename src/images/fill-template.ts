/** Replaces `${name}` by its value and leaves names it does not know, for a later step to fill. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** {@link fillTemplate} in every string of a plain value, keys of records excepted. */
export function fillTemplates<T>(value: T, values: Readonly<Record<string, string>>): T {
  return fill(value, values) as T;
}

function fill(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return fillTemplate(value, values);
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
}
