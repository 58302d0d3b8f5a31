import {AppError} from '../../errors/app-error.ts';
import {imageSchema} from './field-schemas.ts';

/** The reference as it was given. @throws AppError E_USAGE when it is none. */
export function checkImageReference(text: string): string {
  const {error} = imageSchema.safeParse(text);
  if (!error) return text;
  throw new AppError('E_USAGE', `"${text}" is ${error.issues[0]?.message}.`);
}
