import {readFile} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {text as readAll} from 'node:stream/consumers';
import {fileNames, type NamedFiles} from '../cluster/spec/inline-files.ts';
import {openSpecFile} from '../cluster/spec/open-spec-file.ts';
import type {SpecInput} from '../cluster/spec/read-spec.ts';
import {AppError} from '../errors/app-error.ts';

/** The cluster file with the texts of the files it names; their paths start from its folder. @throws AppError E_FILE, E_CONFIG. */
export async function readClusterFile(file: string): Promise<NonNullable<SpecInput['yaml']>> {
  const isStandardInput = file === '-';
  const fileName = isStandardInput ? 'standard input' : file;
  const text = isStandardInput ? await readAll(process.stdin) : await readNamedFile(file, '--config');
  const folder = isStandardInput ? process.cwd() : dirname(resolve(file));
  const names = fileNames(openSpecFile({text, fileName}).raw);
  return {text, fileName, files: {folder, texts: Object.fromEntries(await Promise.all(names.map((name) => readOne(folder, name))))}};
}

async function readOne(folder: string, name: string): Promise<[string, NamedFiles['texts'][string]]> {
  try {
    return [name, {text: await readFile(resolve(folder, name), 'utf8')}];
  } catch (error) {
    return [name, {problem: (error as {code?: string}).code === 'ENOENT' ? 'there is none' : String((error as Error).message)}];
  }
}

/** A file that a flag names. @throws AppError E_FILE. */
export async function readNamedFile(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('E_FILE', `The file ${file} cannot be read.`, {
      cause,
      hints:
        flag === '--cni' && /^\w+$/.test(file)
          ? [`--cni takes none or the file of a network's manifests; Flotilla brings none called ${file}`]
          : [`check the path given with ${flag}`],
    });
  }
}
