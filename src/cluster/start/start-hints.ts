/** What to do when a start takes too long. */
export const startHints = [
  'flotilla start tries again from where this ended',
  'flotilla logs --problems shows what went wrong on the nodes',
] as const;
