/** The same object without the fields that are undefined. */
export function withoutUndefined<T extends object>(
  fields: T,
): {[K in keyof T as undefined extends T[K] ? never : K]: T[K]} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<typeof withoutUndefined<T>>;
}
