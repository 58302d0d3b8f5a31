import type {CallOptions} from '../engine/engine.ts';
import {AppError, isAppError} from '../errors/app-error.ts';
import type {Machine} from './machine.ts';

/** What became of one machine: a result, or the error. */
export interface MachineResult<T> {
  readonly machine: string;
  readonly result?: T;
  readonly error?: unknown;
}

/** Does the same on every machine at the same time; what fails on one is a result like the others. An abort is none. */
export async function onMachines<T>(
  machines: readonly Machine[],
  {signal}: CallOptions,
  body: (machine: Machine, at: number) => Promise<T>,
): Promise<MachineResult<T>[]> {
  const settled = await Promise.allSettled(machines.map(body));
  signal.throwIfAborted();
  return settled.map((outcome, at) => ({
    machine: machines[at]?.name ?? '',
    ...(outcome.status === 'fulfilled' ? {result: outcome.value} : {error: outcome.reason as unknown}),
  }));
}

/**
 * Nothing, when all went well. Else an error that names every machine that failed; of a single machine it is the machine's own.
 * @throws AppError
 */
export function requireAll(results: readonly MachineResult<unknown>[], what: string): void {
  const failed = results.filter(({error}) => error !== undefined);
  const [first] = failed;
  if (!first) return;
  if (results.length === 1) throw first.error;
  const ids = new Set(failed.map(({error}) => (isAppError(error) ? error.id : 'E_APPARMOR')));
  const [id = 'E_APPARMOR'] = ids.size === 1 ? ids : [];
  throw new AppError(id, `${failed.length} of ${results.length} machines ${what}: ${failed.map(({machine}) => machine).join(', ')}.`, {
    details: failed.map(({machine, error}) => `${machine}: ${(error as Error).message}`),
    hints: [...new Set(failed.flatMap(({error}) => (isAppError(error) ? error.hints : [])))].slice(0, 4),
    cause: first.error,
  });
}
