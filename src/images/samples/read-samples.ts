import {existsSync, readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parse} from 'yaml';
import {z} from 'zod';
import {AppError} from '../../errors/app-error.ts';
import {imagesFolder} from '../images-folder.ts';
import {type Sample, sampleSchema} from './sample-schema.ts';

const document = 'sample.yaml';
const samplesFolder = (): string => join(imagesFolder(), 'samples');

/** The names of all sample applications. */
export function sampleNames(folder = samplesFolder()): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, document)))
    .toSorted();
}

/** All sample applications. @throws AppError E_CONFIG. */
export async function readSamples(folder = samplesFolder()): Promise<Sample[]> {
  return chosenSamples(sampleNames(folder), folder);
}

/** The sample applications of these names, each once. @throws AppError E_USAGE for a name that there is not, E_CONFIG. */
export async function chosenSamples(names: readonly string[], folder = samplesFolder()): Promise<Sample[]> {
  const known = sampleNames(folder);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new AppError('E_USAGE', `There is no sample "${name}". The samples are ${known.join(', ')}.`, {
      hints: ['flotilla image samples'],
    });
  }
  return Promise.all([...new Set(names)].map((name) => readSample(join(folder, name), name)));
}

async function readSample(folder: string, name: string): Promise<Sample> {
  const file = join(folder, document);
  const result = sampleSchema.safeParse(parse(await readFile(file, 'utf8')));
  if (result.success) return {...result.data, name, folder};
  throw new AppError('E_CONFIG', `The sample ${file} is not valid.`, {details: z.prettifyError(result.error).split('\n')});
}
