import {flagPlaces} from './flag-places.ts';
import {nameOfFlag} from './name-of-flag.ts';
import type {SpecFlags} from './spec-flags.ts';

/** Those of the flags given on a command line that say something about this part of a specification, as one writes them: `--cpus`. */
export function flagsAbout(part: string, given: ReadonlySet<string>): readonly string[] {
  return (Object.keys(flagPlaces) as (keyof SpecFlags)[])
    .filter((flag) => flag !== 'networkPolicy' && flagPlaces[flag].replace(/[.[].*/, '') === part && given.has(nameOfFlag(flag)))
    .map((flag) => `--${nameOfFlag(flag)}`);
}
