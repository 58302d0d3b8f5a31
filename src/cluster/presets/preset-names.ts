import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {imagesFolder} from '../../images/images-folder.ts';

/** Where presets are: one file each. */
export const presetsFolder = (): string => join(dirname(imagesFolder()), 'presets');

/** The names of all presets. */
export function presetNames(folder = presetsFolder()): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .toSorted();
}
