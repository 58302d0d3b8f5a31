import type {ClusterSpec} from './cluster-spec.ts';
import {flagPlaces, isSaid} from './flag-places.ts';
import {nameOfFlag} from './name-of-flag.ts';
import {openSpecFile} from './open-spec-file.ts';
import type {SpecInput} from './read-spec.ts';
import type {SpecFlags} from './spec-flags.ts';

/** Where a value came from, the strongest first. */
export type SpecSource = 'flag' | 'environment' | 'file' | 'preset' | 'config' | 'default';

/** Fields whose parts come from different places. */
const divided: ReadonlySet<string> = new Set(['networking', 'apiServer', 'proxy']);

/**
 * Where each field of a specification came from: `{"networking.podCIDR": "file", …}`. `fromArguments` has the flags that were on the command
 * line; those that have a value besides are from the environment.
 */
export function specSources(
  spec: ClusterSpec,
  {yaml, flags, preset = {}, defaults = {}, ambient = {}}: SpecInput,
  fromArguments: ReadonlySet<string>,
): Readonly<Record<string, SpecSource>> {
  const raw: unknown = yaml ? openSpecFile(yaml).raw : {};
  const weaker = [
    ['preset', preset],
    ['config', defaults],
    ['environment', ambient],
  ] as const;
  const sourceOf = (place: string): SpecSource => {
    const given = Object.keys(flagPlaces).filter((flag) => flagPlaces[flag as keyof SpecFlags] === place) as (keyof SpecFlags)[];
    const [flag] = given.filter((one) => flags[one] !== undefined);
    if (flag !== undefined) return given.some((one) => fromArguments.has(nameOfFlag(one))) ? 'flag' : 'environment';
    if (isSaid(raw, place)) return 'file';
    return weaker.find(([, values]) => given.some((one) => values[one] !== undefined))?.[0] ?? 'default';
  };
  return Object.fromEntries(placesOf(spec).map((place) => [place, sourceOf(place)]));
}

function placesOf(spec: ClusterSpec): string[] {
  const places = Object.entries(spec).flatMap(([key, value]) =>
    divided.has(key) ? Object.keys(value as object).map((inner) => `${key}.${inner}`) : [key],
  );
  return [...places, 'nodes[].cpus', 'nodes[].memory', 'nodes[].ports'];
}
