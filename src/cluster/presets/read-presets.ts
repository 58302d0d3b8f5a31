import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parse} from 'yaml';
import {z} from 'zod';
import {AppError} from '../../errors/app-error.ts';
import {nearestKey} from '../spec/nearest-key.ts';
import {presetNames, presetsFolder} from './preset-names.ts';
import {type Preset, presetSchema} from './preset-schema.ts';

/** All presets. @throws AppError E_CONFIG. */
export async function readPresets(folder = presetsFolder()): Promise<Preset[]> {
  return Promise.all(presetNames(folder).map((name) => readPreset(name, folder)));
}

/** The preset of this name. @throws AppError E_USAGE for a name that there is not, E_CONFIG. */
export async function readPreset(name: string, folder = presetsFolder()): Promise<Preset> {
  const names = presetNames(folder);
  if (!names.includes(name)) {
    const near = nearestKey(name, names);
    throw new AppError('E_USAGE', `There is no preset "${name}".`, {
      hints: [...(near === undefined ? [] : [`did you mean ${near}?`]), 'flotilla preset list'],
    });
  }
  const file = join(folder, `${name}.yaml`);
  const result = presetSchema.safeParse(parse(await readFile(file, 'utf8')));
  if (result.success) return {...result.data, name};
  throw new AppError('E_CONFIG', `The preset ${file} is not valid.`, {details: z.prettifyError(result.error).split('\n')});
}
