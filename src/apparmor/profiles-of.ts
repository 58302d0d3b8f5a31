import {AppError} from '../errors/app-error.ts';
import {parseProfiles} from './language/parse-profiles.ts';
import type {ProfileUnit} from './profile-unit.ts';

export interface NamedText {
  /** What messages call it. */
  readonly file: string;
  readonly text: string;
}

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

/** Nodes have no file of this machine. */
function refuseLocal(includes: readonly string[], file: string): void {
  const local = includes.find((include) => !include.startsWith('<'));
  if (local === undefined) return;
  throw new AppError('E_APPARMOR_PROFILE', `${file} includes ${local}, a file of this machine, which is not on the nodes.`, {
    hints: ['put its text in place of the include', '<abstractions/...> and <tunables/...> of Debian are on every node'],
  });
}
