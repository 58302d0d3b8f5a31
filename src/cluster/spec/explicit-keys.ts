import type {ClusterSpec} from './cluster-spec.ts';
import {flagPlaces, isSaid} from './flag-places.ts';
import {openSpecFile} from './open-spec-file.ts';
import type {SpecInput} from './read-spec.ts';
import type {SpecFlags} from './spec-flags.ts';

/** A part of a specification. Whether NetworkPolicy is enforced is one of its own: unlike the rest of `networking` it may change. */
export type SpecPart = keyof ClusterSpec | 'networkPolicy';

/** Which part of the specification a flag says something about. */
const partOf = (flag: keyof SpecFlags): SpecPart =>
  flag === 'networkPolicy' ? flag : (flagPlaces[flag].replace(/[.[].*/, '') as keyof ClusterSpec);

/** The parts of a specification that the user wrote, or asked for by a preset; everything else in it is defaults. */
export function explicitKeys({yaml, flags, preset = {}}: SpecInput): ReadonlySet<SpecPart> {
  const fromFlags = (Object.keys({...preset, ...flags}) as (keyof SpecFlags)[])
    .filter((flag) => (flags[flag] ?? preset[flag]) !== undefined)
    .map(partOf);
  const raw: unknown = yaml ? openSpecFile(yaml).raw : {};
  const policy: SpecPart[] = isSaid(raw, 'networking.networkPolicy') ? ['networkPolicy'] : [];
  return new Set<SpecPart>([...fromFlags, ...(Object.keys(raw ?? {}) as (keyof ClusterSpec)[]), ...policy]);
}
