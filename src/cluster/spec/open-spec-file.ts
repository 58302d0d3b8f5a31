import {readKindFile} from './kind/read-kind-file.ts';
import type {SpecInput} from './read-spec.ts';
import {parseSpecFile, type SpecFile} from './spec-file.ts';

/** A cluster file, ours or kind's, in the form of ours. @throws AppError E_CONFIG with the place of each mistake. */
export function openSpecFile({text, fileName}: NonNullable<SpecInput['yaml']>): SpecFile {
  return readKindFile(parseSpecFile(text, fileName));
}
