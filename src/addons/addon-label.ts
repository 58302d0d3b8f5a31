/** On everything that an addon made. */
export const addonLabel = 'flotilla.dev/addon';
