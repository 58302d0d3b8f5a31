import type {MachineResult} from '../../apparmor/on-machines.ts';
import {isAppError} from '../../errors/app-error.ts';
import {renderTable} from './table.ts';

/** One entry per machine: what it has to show, or its error. */
export function machineDocument<T>(results: readonly MachineResult<T>[], document: (result: T) => object): object[] {
  return results.map(({machine, result, error}) => ({
    machine,
    ...(result === undefined
      ? {error: {id: isAppError(error) ? error.id : 'E_INTERNAL', message: (error as Error).message}}
      : document(result)),
  }));
}

/** Rows of every machine; of one that failed, a row with the id of its error in the last column. */
export function renderMachines<T>(head: readonly string[], results: readonly MachineResult<T>[], rows: (result: T) => string[][]): string {
  if (results.every(({result}) => result === undefined)) return '';
  const failed = (error: unknown): string[] => [...head.slice(1).map(() => '-'), isAppError(error) ? error.id : 'E_INTERNAL'];
  return renderTable(
    ['machine', ...head],
    results.flatMap(({machine, result, error}) => (result === undefined ? [failed(error)] : rows(result)).map((row) => [machine, ...row])),
  );
}
