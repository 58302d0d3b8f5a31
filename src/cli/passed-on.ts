/** What a command that runs another one gives it of its own flags: those that are on, those that have a text, and the kind of output. */
export function passedOn(flags: Readonly<Record<string, boolean | string | undefined>>, json: boolean): string[] {
  const given = Object.entries(flags).flatMap(([flag, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${flag}`] : [`--${flag}`, value];
  });
  return [...given, ...(json ? ['-o', 'json'] : [])];
}
