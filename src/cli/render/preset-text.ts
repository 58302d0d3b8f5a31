import {stringify} from 'yaml';
import type {CheckedPreset} from '../../cluster/presets/check-preset.ts';
import type {Preset} from '../../cluster/presets/preset-schema.ts';

/** A preset as its file has it: what is not said is left out. */
export function presetText({name, memory, ...preset}: Preset): string {
  const said = Object.entries({...preset, ...(memory === undefined ? {} : {memory: `${memory}Mi`})}).filter(
    ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return stringify({preset: name, ...Object.fromEntries(said)}, {lineWidth: 0});
}

/** What was found, and what to type. */
export function checkedText({cluster, preset, lacks, commands}: CheckedPreset): string {
  if (lacks.length === 0) return `The cluster "${cluster}" has what the preset ${preset} needs.`;
  return [
    `The cluster "${cluster}" lacks what the preset ${preset} needs:`,
    ...lacks.map(({what, found}) => `  ${what}: ${found}`),
    ...(commands.length > 0 ? ['To add it:', ...commands.map((command) => `  ${command}`)] : []),
  ].join('\n');
}
