import {AppError} from '../errors/app-error.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import type {AddonOption} from './addon-schema.ts';

export type OptionValue = string | number | boolean;
/** What options may stand for that depends on the cluster. */
export type ClusterFacts = {readonly [name in NonNullable<Extract<AddonOption, {type: 'string'}>['fact']>]?: string};
export type OptionValues = Readonly<Record<string, OptionValue>>;

/**
 * The value of every option of an addon: what was given now, else what it was enabled with, else its default. What it was enabled with and
 * is not right any more, since another version of the addon has other options, counts as never given.
 * @throws AppError E_USAGE that names the option and what it takes.
 */
export function chooseOptions(
  options: Readonly<Record<string, AddonOption>>,
  given: Readonly<Record<string, unknown>>,
  before: OptionValues = {},
  facts: ClusterFacts = {},
): OptionValues {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value =
        name in given ? readValue(option, given[name]) : (readValue(option, before[name]) ?? factOf(option, facts) ?? option.default);
      if (value === undefined) throw new AppError('E_USAGE', `The option ${name} takes ${describe(option)}.`);
      return [name, value];
    }),
  );
}

const factOf = (option: AddonOption, facts: ClusterFacts): string | undefined =>
  option.type === 'string' && option.fact !== undefined ? facts[option.fact] : undefined;

/**
 * Objects with the values of options in place of `${name}`. A text that is nothing but one becomes the value itself, a number or a boolean
 * too; in a longer text the value is written out. Only names of options are replaced: `${OTHER}` is for the program that reads it. The
 * replacement works on what YAML was read to, so no value can change the shape of an object. An object or an element of a list with
 * `$when: name=value` is there only when the option has that value.
 */
export function fillOptions(objects: readonly KubeObject[], values: OptionValues): readonly KubeObject[] {
  return Object.keys(values).length === 0 ? objects : (fill(objects, values) as KubeObject[]);
}

function fill(node: unknown, values: OptionValues): unknown {
  if (typeof node === 'string') return fillText(node, values);
  if (Array.isArray(node)) return node.flatMap((one) => (isWanted(one, values) ? [fill(one, values)] : []));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).flatMap(([key, value]) => (key === condition ? [] : [[key, fill(value, values)]])));
}

/** Of an object or an element of a list: what it is there for, such as `storage=disk`. */
const condition = '$when';

function isWanted(node: unknown, values: OptionValues): boolean {
  if (typeof node !== 'object' || node === null || !(condition in node)) return true;
  const [name = '', value] = String(node[condition]).split('=');
  return String(values[name]) === value;
}

/** A text with the values of options in place of `${name}`. */
export const fillNotes = (text: string, values: OptionValues): string => String(fillText(text, values));

function fillText(text: string, values: OptionValues): OptionValue {
  const [, whole = ''] = /^\$\{(\w+)\}$/.exec(text) ?? [];
  if (Object.hasOwn(values, whole)) return values[whole] as OptionValue;
  return text.replace(/\$\{(\w+)\}/g, (found, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : found));
}

/** A value as the option has it, from a command line or a file; nothing when it is not one of its values. */
function readValue(option: AddonOption, value: unknown): OptionValue | undefined {
  if (option.type === 'boolean') return {true: true, false: false}[String(value)];
  if (option.type === 'string') {
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isText && (option.values?.includes(String(value)) ?? true) ? String(value) : undefined;
  }
  const {min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER} = option;
  const number = /^-?\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

function describe(option: AddonOption): string {
  if (option.type === 'boolean') return 'true or false';
  if (option.type === 'string') return option.values ? option.values.join(', ') : 'a text';
  const {min, max} = option;
  const bounds = [min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`].filter(Boolean);
  return ['a whole number', ...bounds].join(' ');
}
