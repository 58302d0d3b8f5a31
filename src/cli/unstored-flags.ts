/** Flags of `start` that are about one start rather than about how clusters shall be, and so no settings. */
export const unstoredFlags: ReadonlySet<string> = new Set(['config', 'preset', 'dry-run']);
