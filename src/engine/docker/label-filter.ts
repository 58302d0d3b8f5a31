import type {LabelFilter} from '../engine.ts';

/** The `filters` parameter that matches labels; nothing for an empty filter. */
export function labelQuery(labels: LabelFilter): {readonly filters?: {readonly label: readonly string[]}} {
  const label = Object.entries(labels).map(([key, value]) => (value === true ? key : `${key}=${value}`));
  return label.length === 0 ? {} : {filters: {label}};
}
