import {AppError} from '../../errors/app-error.ts';

/** Anything thrown as an error for a person: what is not one already is a bug of ours. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return new AppError('E_INTERNAL', message, {
    details: ['This is a bug in Flotilla. Please report it with the output of the same command with --verbose.'],
    cause: thrown,
  });
}
