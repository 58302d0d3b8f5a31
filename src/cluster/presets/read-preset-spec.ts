import {libraryText} from '../../apparmor/library.ts';
import {AppError} from '../../errors/app-error.ts';
import type {ClusterSpec, NodeSpec} from '../spec/cluster-spec.ts';
import {readSpec, type SpecInput} from '../spec/read-spec.ts';
import {presetFlags} from './preset-flags.ts';
import type {Preset} from './preset-schema.ts';
import {type HostSize, scaleToHost} from './scale-to-host.ts';

export interface PresetSpec {
  readonly spec: ClusterSpec;
  /** What was read, the preset's part with the sizes that the host has. */
  readonly input: SpecInput;
  /** What is less than the preset says, and why. */
  readonly scaled: readonly string[];
}

/**
 * The specification that a preset gives together with what else is said. Only sizes that come from the preset are made to fit the host: what
 * the user says in so many words is what the user gets, or a refusal. Without a host nothing is scaled.
 * @throws AppError as `readSpec` does.
 */
export function readPresetSpec(given: SpecInput, preset: Preset, host: HostSize | undefined): PresetSpec {
  const asked = {...given.defaults, ...given.flags};
  const input = {...given, preset: presetFlags(preset, asked)};
  const whole = readSpec(input);
  if (!host) return {spec: whole, input, scaled: []};
  const {cpusSentence, memorySentence, ...sizes} = scaleToHost(preset, whole.nodes.length, host);
  const fitting = {...input, preset: {...input.preset, ...sizes}};
  // A sentence is said of what is used: of nodes that would be otherwise without the preset's sizes.
  const bare = readSpec({...input, preset: {...input.preset, cpus: undefined, memory: undefined}});
  const isUsed = (key: 'cpus' | 'memory'): boolean => sizesOf(whole, key) !== sizesOf(bare, key);
  const scaled = [isUsed('cpus') ? cpusSentence : undefined, isUsed('memory') ? memorySentence : undefined];
  return {spec: readSpec(fitting), input: fitting, scaled: scaled.filter((sentence) => sentence !== undefined)};
}

const sizesOf = ({nodes}: ClusterSpec, key: keyof NodeSpec): string => nodes.map((node) => node[key]).join();

/** The specification with the profiles that a preset names. @throws AppError E_INTERNAL. */
export async function withProfiles(spec: ClusterSpec, {name, apparmorProfiles}: Preset): Promise<ClusterSpec> {
  if (apparmorProfiles.length === 0) return spec;
  const texts = await Promise.all(
    apparmorProfiles.map(async (profile) => {
      const text = await libraryText(profile);
      if (text === undefined) throw new AppError('E_INTERNAL', `The preset ${name} names a profile "${profile}", which the library lacks.`);
      return text;
    }),
  );
  return {...spec, apparmorProfiles: [...new Set([...spec.apparmorProfiles, ...texts])]};
}
