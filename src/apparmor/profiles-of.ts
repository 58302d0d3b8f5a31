import {AppError} from '../errors/app-error.ts';
import {unquoted} from './language/find-blocks.ts';
import {parseProfiles} from './language/parse-profiles.ts';
import type {ProfileUnit} from './profile-unit.ts';

export interface NamedText {
  /** What messages call it. */
  readonly file: string;
  readonly text: string;
}

/** The profiles of a cluster file. @throws AppError E_APPARMOR_PROFILE. */
export const specifiedProfiles = (texts: readonly string[]): ProfileUnit[] =>
  profilesOf(texts.map((text, at) => ({file: `apparmorProfiles[${at}]`, text})));

/** The profiles in the texts of files. @throws AppError E_APPARMOR_PROFILE. */
export function profilesOf(texts: readonly NamedText[], complain = false): ProfileUnit[] {
  const units = texts.flatMap(({file, text}) =>
    parseProfiles(text, file).map(({name, attachment, flags, includes, line, text: own}): ProfileUnit => {
      refuseLocal(includes, file);
      const ownMode = flags.includes('complain');
      return {name, file: `${file}:${line}`, text: own, complain: complain || ownMode, ...(attachment === undefined ? {} : {attachment})};
    }),
  );
  for (const [name, same] of Map.groupBy(units, (unit) => unit.name)) {
    if (same.length > 1) {
      throw new AppError(
        'E_APPARMOR_PROFILE',
        `The profile ${name} is there ${same.length} times: ${same.map(({file}) => file).join(', ')}.`,
      );
    }
  }
  return units;
}

/** Nodes have what Debian's package brings, by its path as well, and no other file of this machine. */
function refuseLocal(includes: readonly string[], file: string): void {
  const isThere = (include: string): boolean => include.startsWith('<') || /^\/etc\/apparmor\.d\/(?!.*\.\.)/.test(unquoted(include));
  const local = includes.find((include) => !isThere(include));
  if (local === undefined) return;
  throw new AppError('E_APPARMOR_PROFILE', `${file} includes ${local}, a file of this machine, which is not on the nodes.`, {
    hints: [
      'put its text in place of the include',
      'what Debian has in /etc/apparmor.d is on every node: <abstractions/...>, <tunables/...>',
    ],
  });
}
