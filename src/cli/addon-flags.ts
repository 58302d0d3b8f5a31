import {Flags} from '@oclif/core';
import {type GivenValues, pairs, valuesOfFile} from '../addons/given-values.ts';

/** What `addons enable` and `addons configure` let one choose. */
export const choiceFlags = {
  set: Flags.string({
    env: 'FLOTILLA_SET',
    helpValue: 'KEY=VALUE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Value of an option, or for a Secret that an addon reads; may be repeated.',
  }),
  values: Flags.string({
    env: 'FLOTILLA_VALUES',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'YAML file with such values; --set wins.',
  }),
  images: Flags.string({
    aliases: ['image'],
    delimiter: ',',
    env: 'FLOTILLA_IMAGES',
    helpValue: 'NAME=IMAGE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Another image for a container of an addon; `addons images` has the names.',
  }),
  registries: Flags.string({
    aliases: ['registry'],
    delimiter: ',',
    env: 'FLOTILLA_REGISTRIES',
    helpValue: 'NAME=HOST',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Another registry for the image of a container.',
  }),
} as const;

export interface ChoiceFlagValues {
  readonly set?: readonly string[] | undefined;
  readonly values?: readonly string[] | undefined;
  readonly images?: readonly string[] | undefined;
  readonly registries?: readonly string[] | undefined;
}

/** @throws AppError E_USAGE, E_FILE, E_CONFIG. */
export async function choiceOf({set, values, images, registries}: ChoiceFlagValues) {
  const files = await Promise.all((values ?? []).map(valuesOfFile));
  const given: GivenValues = Object.assign({}, ...files, pairs(set));
  return {given, images: pairs(images, '--image NAME=IMAGE'), registries: pairs(registries, '--registry NAME=HOST')};
}
