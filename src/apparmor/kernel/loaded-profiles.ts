/** Profiles in a kernel: their modes, such as `enforce` or `complain`, by name. */
export type LoadedProfiles = ReadonlyMap<string, string>;

/** Reads /sys/kernel/security/apparmor/profiles: `name (mode)`, a line each; names may have blanks and parentheses. */
export function parseLoadedProfiles(text: string): LoadedProfiles {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, mode] = /^(.+) \(([^()]+)\)\s*$/.exec(line) ?? [];
      return name === undefined || mode === undefined ? [] : [[name, mode] as const];
    }),
  );
}
